import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type APIRequestContext, type Page } from "@playwright/test";
import { uidOf, type Ocsf } from "../src/ocsf";
import { TOKEN, URL } from "./target";

type Options = { signedIn: boolean; allowedStatus: number[] };
type Fixtures = { guard: void; api: Api };

/** A browser page that is signed in and watched: nothing may leave the origin, be blocked, or fail aloud. */
export const test = base.extend<Options & Fixtures>({
  signedIn: [true, { option: true }],
  allowedStatus: [[], { option: true }],

  context: async ({ context, signedIn }, use) => {
    if (signedIn) {
      const answer = await context.request.post(`${URL}/api/v1/session`, { data: { token: TOKEN }, headers: { origin: URL } });
      expect(answer.status(), "the token of WELKIN_TOKEN signs in").toBe(204);
    }
    await use(context);
  },

  guard: [
    async ({ page, allowedStatus }, use) => {
      const problems: string[] = [];
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(`${URL}/`) && !/^(data|blob|about):/.test(url)) problems.push(`request to ${url}`);
      });
      page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
      page.on("console", (message) => {
        const refused = /status of (\d+)/.exec(message.text());
        if (message.type() !== "error" || (refused && allowedStatus.includes(Number(refused[1])))) return;
        problems.push(`console: ${message.text()}`);
      });
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      });
      await use();
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],

  api: async ({ context }, use) => {
    await use(new Api(context.request));
  },
});

export { expect };

/** The API as the signed-in browser sees it. */
export class Api {
  constructor(private readonly request: APIRequestContext) {}

  async get<T>(path: string): Promise<T> {
    const answer = await this.request.get(`${URL}/api/v1${path}`);
    expect(answer.ok(), `GET ${path}`).toBe(true);
    return (await answer.json()) as T;
  }

  async all(path: string): Promise<Ocsf[]> {
    const items: Ocsf[] = [];
    let after: string | null | undefined = null;
    do {
      const page: { items: Ocsf[]; next?: string | null } = await this.get(`${path}${path.includes("?") ? "&" : "?"}limit=500${after ? `&after=${encodeURIComponent(after)}` : ""}`);
      items.push(...page.items);
      after = page.next;
    } while (after);
    return items;
  }

  async crossCloudIncident(): Promise<string> {
    const incidents = await this.all("/incidents");
    const wide = incidents.find((one) => (one.unmapped?.clouds?.length ?? 0) >= 3);
    expect(wide, "an incident over three clouds").toBeDefined();
    return wide ? uidOf(wide) : "";
  }
}

export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html.slice(0, 160)) }))).toEqual([]);
}
