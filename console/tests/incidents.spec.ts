import { expect, test } from "./console";

test("lists incidents and opens one", async ({ page, api }) => {
  await api.crossCloudIncident();
  await page.goto("/incidents");
  const rows = page.getByRole("grid", { name: "Incidents" }).getByRole("row");
  await expect(rows.nth(1)).toBeVisible();
  const title = await rows.nth(1).getByRole("link").innerText();
  await rows.nth(1).click();
  await expect(page).toHaveURL(/\/incidents\/.+/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
});

test("filters stand in the address", async ({ page }) => {
  await page.goto("/incidents");
  await page.getByLabel("Severity").selectOption("5");
  await expect(page).toHaveURL(/severity_id=5/);
  const cells = page.getByRole("grid", { name: "Incidents" }).locator(".severity");
  await expect.poll(async () => (await cells.allInnerTexts()).every((text) => text === "Critical")).toBe(true);
  await page.reload();
  await expect(page.getByLabel("Severity")).toHaveValue("5");
});

test("the timeline has a lane per cloud, zooms by keyboard, and is a table too", async ({ page, api }) => {
  await page.goto(`/incidents/${encodeURIComponent(await api.crossCloudIncident())}`);
  const timeline = page.getByRole("region", { name: "Timeline by cloud" });
  await expect(timeline.locator("[data-lane]").nth(2)).toBeVisible();
  expect(await timeline.locator("[data-lane]").count()).toBeGreaterThanOrEqual(3);

  const marks = timeline.getByRole("button", { name: /^\d+\. / });
  const rows = page.getByRole("region", { name: "Findings in time order" }).getByRole("row");
  expect(await rows.count()).toBe((await marks.count()) + 1);

  const span = timeline.locator("header [aria-live]");
  const whole = await span.innerText();
  await timeline.getByRole("group").focus();
  await page.keyboard.press("+");
  await expect(span).not.toHaveText(whole);
  await page.keyboard.press("0");
  await expect(span).toHaveText(whole);
  await timeline.getByRole("button", { name: "Zoom in" }).click();
  await expect(span).not.toHaveText(whole);
  await timeline.getByRole("button", { name: "Show all" }).click();

  await marks.first().press("Enter");
  await expect(rows.nth(1)).toHaveAttribute("data-active", "true");
  await expect(timeline.getByRole("status").getByRole("link")).toBeVisible();
});

test("entities are a picture and tables", async ({ page, api }) => {
  await page.goto(`/incidents/${encodeURIComponent(await api.crossCloudIncident())}`);
  await page.getByRole("tab", { name: /^Entities/ }).click();
  await expect(page).toHaveURL(/tab=entities/);
  await expect(page.getByRole("img", { name: /^Graph of/ }).or(page.getByText("This browser offers no WebGL"))).toBeVisible();
  const entities = page.getByRole("region", { name: "Entities", exact: true });
  await expect(entities.getByRole("row").nth(2)).toBeVisible();
  await entities.getByRole("button").first().click();
  await expect(page.getByRole("region", { name: /^Links of/ })).toBeVisible();
});

test("evidence shows why a finding joined and the native record", async ({ page, api }) => {
  await page.goto(`/incidents/${encodeURIComponent(await api.crossCloudIncident())}?tab=evidence`);
  await expect(page.getByText("Why it belongs").first()).toBeVisible();
  const record = page.getByLabel("Native record", { exact: true }).first();
  await expect(record).toBeVisible();
  expect((await record.innerText()).length).toBeGreaterThan(40);
});

test("techniques are listed", async ({ page, api }) => {
  await page.goto(`/incidents/${encodeURIComponent(await api.crossCloudIncident())}?tab=techniques`);
  await expect(page.getByRole("region", { name: "Techniques", exact: true }).getByText(/^(T\d{4}|AML\.)/).first()).toBeVisible();
});

test.describe("an incident that is not there", () => {
  test.use({ allowedStatus: [404] });
  test("is said to be not there", async ({ page }) => {
    await page.goto("/incidents/no-such-incident");
    await expect(page.getByRole("alert")).toContainText("Not found");
  });
});
