import { expect, test } from "./console";

test("g and a letter go to the pages", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  for (const [key, name] of [["i", "Incidents"], ["f", "Findings"], ["e", "Estate"], ["h", "Hunt"], ["s", "Sources"], ["o", "Overview"]] as const) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }
});

test("slash opens the search, which goes to pages and searches findings", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("/");
  const field = page.getByRole("dialog", { name: "Search or go to" }).getByRole("searchbox");
  await field.fill("Sources");
  const first = page.getByRole("menuitem").first();
  await expect(first).toContainText("Sources");
  await expect(first).toHaveAttribute("data-focused", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sources", level: 1 })).toBeVisible();

  await page.keyboard.press("/");
  await field.fill("203.0.113");
  await page.getByRole("menuitem", { name: /^Findings with/ }).click();
  await expect(page).toHaveURL(/\/findings\?q=203\.0\.113/);
});

test("the question mark shows the keys", async ({ page }) => {
  await page.goto("/sources");
  await expect(page.getByRole("heading", { name: "Sources", level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toContainText("Search or go to");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("j and k move through findings, Enter opens, Escape returns", async ({ page }) => {
  await page.goto("/findings");
  const rows = page.getByRole("grid", { name: "Findings" }).locator(".grid-body [role=row]");
  await expect(rows.nth(2)).toBeVisible();
  await page.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/findings$/);
});

test("the theme and the zone are kept", async ({ page }) => {
  await page.goto("/incidents");
  await page.getByRole("radio", { name: "Dark" }).check();
  await page.getByRole("radio", { name: "Local time" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("radio", { name: "Local time" })).toBeChecked();
});
