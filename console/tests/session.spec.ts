import { expect, expectAccessible, test } from "./console";
import { TOKEN } from "./target";

test.use({ signedIn: false, allowedStatus: [401] });

test("a wrong token is refused in words, the right one opens the console, signing out closes it", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("token: …")).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Admin token").fill("not-the-token");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("not the token of this server");

  await page.getByLabel("Admin token").fill(TOKEN);
  await page.getByLabel("Admin token").press("Enter");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a deep link is kept through the sign-in", async ({ page }) => {
  await page.goto("/sources");
  await page.getByLabel("Admin token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Sources", level: 1 })).toBeVisible();
});
