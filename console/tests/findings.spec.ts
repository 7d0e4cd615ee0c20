import { readFileSync } from "node:fs";
import { expect, test } from "./console";
import { uidOf, type Ocsf } from "../src/ocsf";

test("filters and sorts on the server, and exports exactly that", async ({ page, api }) => {
  await page.goto("/findings");
  const grid = page.getByRole("grid", { name: "Findings" });
  await expect(grid.getByRole("row").nth(1)).toBeVisible();

  await page.getByRole("combobox", { name: "Severity" }).selectOption("4");
  await expect(page).toHaveURL(/severity_id=4/);
  await grid.getByRole("button", { name: "Severity" }).click();
  await expect(page).toHaveURL(/sort=-severity/);
  await expect(grid.getByRole("columnheader", { name: "Severity" })).toHaveAttribute("aria-sort", "descending");

  const shown = grid.locator(".grid-body .severity");
  await expect.poll(async () => (await shown.allInnerTexts()).every((text) => text === "High" || text === "Critical")).toBe(true);
  const levels = (await shown.allInnerTexts()).map((text) => (text === "Critical" ? 5 : 4));
  expect(levels).toEqual([...levels].sort((a, b) => b - a));

  // Findings keep arriving, so the export lies between what was there before and after it.
  const before = await api.all("/findings?severity_id=4&sort=-severity");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "NDJSON" }).click()]);
  const after = new Set((await api.all("/findings?severity_id=4&sort=-severity")).map(uidOf));
  const exported = readFileSync(await download.path(), "utf8").trim().split("\n").map((line) => JSON.parse(line) as Ocsf);
  const uids = new Set(exported.map(uidOf));
  expect(exported.every((one) => (one.severity_id ?? 0) >= 4)).toBe(true);
  expect(before.filter((one) => !uids.has(uidOf(one)))).toEqual([]);
  expect([...uids].filter((uid) => !after.has(uid))).toEqual([]);
  for (const format of ["CSV", "JSON"]) await expect(page.getByRole("link", { name: format, exact: true })).toHaveAttribute("href", /severity_id=4.*sort=-severity/);
});

test("a search that nothing fits says so and can be undone", async ({ page }) => {
  await page.goto("/findings?q=zzzz-nothing-has-this");
  await expect(page.getByText("No finding fits the filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page.getByRole("grid", { name: "Findings" }).getByRole("row").nth(1)).toBeVisible();
});

test("a row opens its finding with events and the native record, over the same list", async ({ page }) => {
  await page.goto("/findings?severity_id=3");
  const row = page.getByRole("grid", { name: "Findings" }).getByRole("row").nth(1);
  await row.click();
  await expect(page).toHaveURL(/\/findings\/.+\?severity_id=3/);
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByText("Related events")).toBeVisible();
  await expect(drawer.getByLabel("Native record", { exact: true }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/findings\?severity_id=3$/);
});

test("columns can be chosen and stay chosen", async ({ page }) => {
  await page.goto("/findings");
  const header = page.getByRole("columnheader", { name: "Rule" });
  await expect(page.getByRole("columnheader", { name: "Time" })).toBeVisible();
  await expect(header).toBeHidden();
  await page.getByText("Columns", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Rule" }).check();
  await expect(header).toBeAttached();
  await page.reload();
  await expect(header).toBeAttached();
});
