import type { AssetDetail, AssetPage, AssetPath, EstateSummary, Neighbourhood } from "../src/api/types";
import { expect, expectAccessible, test, type Api } from "./console";

/** An asset with relations, as the server under test has one. */
async function related(api: Api): Promise<AssetDetail> {
  const { items } = await api.get<AssetPage>("/estate/assets?group=network,ai&limit=50");
  for (const { id } of items) {
    const detail = await api.get<AssetDetail>(`/estate/asset?id=${encodeURIComponent(id)}`);
    if (detail.edges.some((edge) => edge.from === id) && detail.neighbours.some((node) => node.described)) return detail;
  }
  throw new Error("no asset has a relation");
}

test("assets are filtered on the server, with the filters in the address, and open", async ({ page, api }) => {
  const summary = await api.get<EstateSummary>("/estate");
  await page.goto("/estate");
  const grid = page.getByRole("grid", { name: "Assets" });
  await expect(grid).toHaveAttribute("aria-rowcount", String(summary.assets + 1));

  await page.getByRole("combobox", { name: "Group" }).selectOption("network");
  await expect(page).toHaveURL(/group=network/);
  const { total } = await api.get<AssetPage>("/estate/assets?group=network&limit=1");
  await expect(grid).toHaveAttribute("aria-rowcount", String(total + 1));
  await grid.getByRole("button", { name: "Name" }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(grid.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");

  const [first] = (await api.get<AssetPage>("/estate/assets?group=network&sort=name&limit=1")).items;
  const row = grid.locator("[data-index='0']");
  await expect(row).toContainText(first?.name ?? "?");
  await row.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/estate\/asset\?id=/);
  await expect(page.getByRole("heading", { level: 1, name: first?.name ?? "?" })).toBeVisible();
});

test("the end of the list comes with one scroll", async ({ page, api }) => {
  const { total } = await api.get<EstateSummary>("/estate").then((summary) => ({ total: summary.assets }));
  await page.goto("/estate");
  await page.getByRole("grid", { name: "Assets" }).locator("[data-index='0']").focus();
  await page.keyboard.press("End");
  const last = page.locator(`[data-index='${total - 1}']`);
  await expect(last).toBeFocused();
  await expect(last).toHaveAttribute("aria-busy", "false");
});

test("a filter that nothing fits says so and can be undone", async ({ page }) => {
  await page.goto("/estate?q=zzzz-nothing-has-this");
  await expect(page.getByText("No asset fits the filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page.getByRole("grid", { name: "Assets" }).getByRole("row").nth(1)).toBeVisible();
});

test("what could not be read is told with the missing permission", async ({ page, api }) => {
  const summary = await api.get<EstateSummary>("/estate");
  test.skip(summary.unknown_total === 0, "everything could be read");
  await page.goto("/estate");
  await page.getByRole("button", { name: "Show what is unknown" }).click();
  const drawer = page.getByRole("dialog");
  await expect(drawer.getByRole("list", { name: "Calls that could not be answered" }).getByRole("listitem").first()).toBeVisible();
  const permission = summary.unknown.find((part) => part.permission)?.permission;
  if (permission) await expect(drawer.getByText(permission, { exact: true }).first()).toBeVisible();
  await expectAccessible(page);
});

test("an asset shows its relations, which lead to the other asset, and the native record", async ({ page, api }) => {
  const detail = await related(api);
  await page.goto(`/estate/asset?id=${encodeURIComponent(detail.asset.id)}`);
  await expect(page.getByRole("heading", { level: 1, name: detail.asset.name })).toBeVisible();
  const relations = page.getByRole("region", { name: "From this asset" });
  const edge = detail.edges.find((one) => one.from === detail.asset.id);
  await expect(relations.getByText(edge?.field ?? "?", { exact: true }).first()).toBeVisible();
  if (detail.views[0]) {
    await page.getByText(detail.views[0].via, { exact: true }).first().click();
    await expect(page.getByLabel(detail.views[0].via, { exact: true }).first()).toBeVisible();
  }
  await expectAccessible(page);
  await page.locator(".relations .asset-link a").first().click();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(detail.asset.name);
});

test("the graph has tables that say the same and expand by keyboard", async ({ page, api }) => {
  const { asset } = await related(api);
  const around = await api.get<Neighbourhood>(`/estate/graph?id=${encodeURIComponent(asset.id)}`);
  await page.goto(`/estate/graph?id=${encodeURIComponent(asset.id)}`);
  const nodes = page.getByRole("region", { name: "Assets in the graph" });
  await expect(nodes.locator("tbody tr")).toHaveCount(around.nodes.length);
  await expect(page.getByRole("region", { name: "Relations in the graph" }).locator("tbody tr").first()).toBeVisible();
  const other = around.nodes.find((node) => node.id !== asset.id);
  const expand = nodes.getByRole("button", { name: `Expand ${other?.name}`, exact: true }).first();
  await expand.focus();
  await page.keyboard.press("Enter");
  await expect(nodes.getByRole("button", { name: `Collapse ${other?.name}`, exact: true }).first()).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("region", { name: "Chosen asset" })).toBeVisible();
});

test("the path between two assets is a list in order", async ({ page, api }) => {
  const { asset, neighbours, edges } = await related(api);
  const reached = edges.filter((edge) => edge.kind !== "contains").flatMap((edge) => [edge.from, edge.to]);
  const other = neighbours.find((node) => node.described && reached.includes(node.id));
  test.skip(!other, "the asset is only contained");
  const path = await api.get<AssetPath>(`/estate/path?from=${encodeURIComponent(asset.id)}&to=${encodeURIComponent(other?.id ?? "")}`);
  await page.goto(`/estate/asset?id=${encodeURIComponent(asset.id)}`);
  await page.getByRole("link", { name: "Path to…" }).click();
  const panel = page.getByRole("region", { name: "Path between two assets" });
  await panel.getByRole("searchbox", { name: "To" }).fill(other?.id ?? "");
  await panel.getByRole("list", { name: "Assets for “To”" }).getByRole("button").first().click();
  const steps = panel.getByRole("list", { name: "Steps of the path" }).getByRole("listitem");
  await expect(steps).toHaveCount(path.steps.length + 1);
  await expect(steps.first()).toContainText(asset.name);
  await expect(steps.last()).toContainText(other?.name ?? "?");
});

test("networks open into subnets and what lies in them", async ({ page }) => {
  await page.goto("/estate/networks");
  const network = page.locator(".cloud-networks .network").first();
  await network.locator("summary").first().focus();
  await page.keyboard.press("Enter");
  await expect(network.getByRole("link", { name: "Open the network" })).toBeVisible();
  await network.locator(".subnet > summary").first().click();
  await expect(network.locator(".subnet[open]").first()).toBeVisible();
});

test("regions are a map and a table, and lead to their assets", async ({ page, api }) => {
  const { regions } = await api.get<EstateSummary>("/estate");
  await page.goto("/estate/regions");
  const grid = page.getByRole("grid", { name: "Regions" });
  await expect(grid).toHaveAttribute("aria-rowcount", String(regions.length + 1));
  await grid.getByRole("button", { name: "Region" }).click();
  await expect(grid.getByRole("columnheader", { name: "Region" })).toHaveAttribute("aria-sort", "ascending");
  const mark = page.locator(".region-mark").first();
  await mark.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/estate\?cloud=\w+&region=/);
  await expect(page.getByRole("grid", { name: "Assets" }).getByRole("row").nth(1)).toBeVisible();
});

test("readings are listed and compared", async ({ page, api }) => {
  const { items } = await api.get<{ items: { id: number }[] }>("/estate/snapshots");
  await page.goto("/estate/changes");
  await expect(page.getByRole("region", { name: "Readings of the estate" }).locator("tbody tr")).toHaveCount(items.length);
  const answer = items.length < 2 ? page.getByText("One reading so far") : page.getByText("Nothing changed").or(page.getByRole("heading", { name: /^(Appeared|Vanished|Not read this time|Changed) \(/ }).first());
  await expect(answer.first()).toBeVisible();
});

test("an incident names the assets that it touched", async ({ page, api }) => {
  const uid = encodeURIComponent(await api.crossCloudIncident());
  const touched = await api.get<{ items: { name: string }[] }>(`/estate/touched?incident=${uid}`);
  await page.goto(`/incidents/${uid}?tab=touched`);
  const list = page.getByRole("list", { name: "Touched assets" });
  if (touched.items.length === 0) await expect(page.getByText("None of the discovered assets")).toBeVisible();
  else await expect(list.getByRole("link").first()).toHaveAttribute("href", /\/estate\/asset\?id=/);
});
