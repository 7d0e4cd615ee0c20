import { expect, test } from "./console";
import type { Quarantined, Source } from "../src/api/types";

test("each source stands with its state and rates", async ({ page, api }) => {
  const { items } = await api.get<{ items: Source[] }>("/sources");
  expect(items.length).toBeGreaterThan(0);
  await page.goto("/sources");
  const table = page.getByRole("region", { name: "Sources", exact: true });
  for (const source of items.slice(0, 5)) await expect(table.getByRole("link", { name: source.id, exact: true })).toBeVisible();
  await expect(table.getByText(/^(Active|Idle|Silent|Never)$/).first()).toBeVisible();
});

test("quarantined records show what was expected and found, and can be read again", async ({ page, api }) => {
  const { items } = await api.get<{ items: Quarantined[] }>("/quarantine");
  await page.goto("/sources");
  const panel = page.getByRole("region", { name: "Quarantine" });
  if (items.length === 0) {
    await expect(panel.getByText("Nothing in quarantine")).toBeVisible();
    return;
  }
  const record = panel.getByRole("list", { name: "Quarantined records" }).getByRole("listitem").first();
  await expect(record.getByText("Expected")).toBeVisible();
  await expect(record.getByText("Found")).toBeVisible();
  await expect(record.getByLabel("Excerpt")).toBeVisible();
  await record.getByRole("button", { name: "Replay" }).click();
  await expect(panel.getByText(/Still not readable|Read again/).first()).toBeVisible();
});

test("discarding asks first", async ({ page, api }) => {
  const { items } = await api.get<{ items: Quarantined[] }>("/quarantine");
  test.skip(items.length === 0, "nothing is in quarantine");
  await page.goto("/sources");
  await page.getByRole("button", { name: "Discard" }).first().click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("cannot be brought back");
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(dialog).toBeHidden();
});
