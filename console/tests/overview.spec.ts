import { randomUUID } from "node:crypto";
import { expect, test } from "./console";
import { TOKEN, URL } from "./target";

test("shows five clouds, activity, incidents and findings", async ({ page }) => {
  await page.goto("/");
  const clouds = page.getByRole("list", { name: "Clouds" }).getByRole("article");
  for (const name of ["AWS", "Azure", "Google Cloud", "Oracle Cloud", "IBM Cloud"]) await expect(clouds.and(page.getByLabel(name, { exact: true }))).toBeVisible();
  await expect(page.getByRole("img", { name: /^Events per .* by cloud/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Top incidents" }).getByRole("listitem").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Latest findings" }).getByRole("listitem").first()).toBeVisible();

  await page.getByText("Show as a table").click();
  await expect(page.getByRole("region", { name: "Events per cloud over time" }).getByRole("row").nth(1)).toBeVisible();
});

test("new records change the page without a reload", async ({ page, request }) => {
  await page.goto("/");
  await expect(page.getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  const count = () => page.locator(".totals dd").first().innerText().then((text) => Number(text.replaceAll(",", "")));
  await expect.poll(count).toBeGreaterThan(0);
  const before = await count();
  await page.evaluate(() => ((window as { mark?: boolean }).mark = true));

  const answer = await request.post(`${URL}/api/v1/events?source=aws.cloudtrail`, { headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/x-ndjson" }, data: `${JSON.stringify(stopLogging())}\n` });
  expect(answer.status()).toBe(202);

  await expect.poll(count).toBeGreaterThan(before);
  expect(await page.evaluate(() => (window as { mark?: boolean }).mark)).toBe(true);
});

function stopLogging() {
  return {
    eventVersion: "1.09",
    userIdentity: { type: "IAMUser", principalId: "AIDAEXAMPLE", arn: "arn:aws:iam::111122223333:user/console-test", accountId: "111122223333", userName: "console-test" },
    eventTime: new Date().toISOString().replace(/\.\d+/, ""),
    eventSource: "cloudtrail.amazonaws.com",
    eventName: "StopLogging",
    awsRegion: "eu-west-1",
    sourceIPAddress: "203.0.113.200",
    userAgent: "aws-cli/2.17",
    requestParameters: { name: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main" },
    responseElements: null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111122223333",
    eventCategory: "Management",
  };
}
