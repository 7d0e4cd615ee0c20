import { expect, expectAccessible, test } from "./console";

for (const theme of ["light", "dark"] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test("every page is free of axe findings", async ({ page }) => {
      for (const [path, ready] of [
        ["/", ".totals"],
        ["/incidents", "[role=grid] [data-index]"],
        ["/findings", "[role=grid] [data-index]"],
        ["/hunt?sql=SELECT%20class_uid%2C%20count(*)%20AS%20n%20FROM%20events%20GROUP%20BY%20class_uid", "[role=grid] [data-index]"],
        ["/sources", ".source-table"],
      ] as const) {
        await page.goto(path);
        await expect(page.locator(ready).first()).toBeVisible();
        await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
        await expectAccessible(page);
      }
    });

    test("every page of the estate is free of axe findings", async ({ page }) => {
      for (const [path, ready] of [
        ["/estate", "[role=grid] [data-index]"],
        ["/estate/graph", ".panel"],
        ["/estate/networks", ".network"],
        ["/estate/regions", ".region-mark"],
        ["/estate/changes", ".snapshot-table"],
      ] as const) {
        await page.goto(path);
        await expect(page.locator(ready).first()).toBeVisible();
        await expectAccessible(page);
      }
    });

    test("every part of an incident is free of axe findings", async ({ page, api }) => {
      const uid = encodeURIComponent(await api.crossCloudIncident());
      for (const [tab, ready] of [
        ["timeline", ".mark"],
        ["entities", ".entity-table"],
        ["evidence", ".event-record"],
        ["techniques", ".plain-table"],
        ["touched", ".panel"],
      ] as const) {
        await page.goto(`/incidents/${uid}?tab=${tab}`);
        await expect(page.locator(ready).first()).toBeVisible();
        await expectAccessible(page);
      }
    });

    test("drawers and dialogs are free of axe findings", async ({ page }) => {
      await page.goto("/findings");
      await page.locator("[role=grid] [data-index]").first().click();
      await expect(page.getByRole("dialog").locator(".event-record").first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await page.keyboard.press("/");
      await expect(page.getByRole("menuitem").first()).toBeVisible();
      await expectAccessible(page);
    });
  });
}

test("nothing is cut off at 900 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 900 });
  for (const path of ["/", "/incidents", "/findings", "/hunt", "/sources", "/estate", "/estate/graph", "/estate/networks", "/estate/regions", "/estate/changes"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});
