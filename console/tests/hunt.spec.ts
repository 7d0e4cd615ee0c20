import { readFileSync } from "node:fs";
import { expect, test } from "./console";

const SQL = "SELECT class_uid, count(*) AS n FROM events GROUP BY class_uid";

test("runs a query from the keyboard and exports the result", async ({ page }) => {
  await page.goto("/hunt");
  const editor = page.getByRole("textbox", { name: "SQL query" });
  await editor.fill(SQL);
  await editor.press("Control+Enter");
  const grid = page.getByRole("grid", { name: "Result" });
  await expect(grid.getByRole("columnheader", { name: "class_uid" })).toBeVisible();
  await expect(grid.getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /row.* in .* ms/ })).toBeVisible();
  await expect(page).toHaveURL(/sql=SELECT/);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export CSV" }).click()]);
  expect(readFileSync(await download.path(), "utf8")).toMatch(/^class_uid,n\r\n\d+,\d+\r\n/);
});

test("an address with a query is asked when opened", async ({ page }) => {
  await page.goto(`/hunt?sql=${encodeURIComponent(SQL)}`);
  await expect(page.getByRole("grid", { name: "Result" }).getByRole("row").nth(1)).toBeVisible();
});

test("tables, columns and examples can be used", async ({ page }) => {
  await page.goto("/hunt");
  await expect(page.getByText("events", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Events by class" }).click();
  await expect(page.getByRole("grid", { name: "Result" }).getByRole("row").nth(1)).toBeVisible();
});

test.describe("a wrong query", () => {
  test.use({ allowedStatus: [400] });
  test("shows what the server says", async ({ page }) => {
    await page.goto("/hunt");
    await page.getByRole("textbox", { name: "SQL query" }).fill("SELEKT 1");
    await page.getByRole("button", { name: "Run" }).click();
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("The query was refused");
    expect((await alert.locator("pre").first().innerText()).length).toBeGreaterThan(5);
  });
});
