// Signing in at the university: a real browser, a certified identity provider, and what can go wrong between them.

import { test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, how, signOut } from "./support/browser.mjs";
import { signInThere } from "./support/identity.mjs";

const MANAGER = "demo-manager";

/** The address of the program's page, without its host. */
function here(page) {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

/** Asks for a page and goes to the provider by the button of the sign-in page. */
async function goThere(page, asked = "/") {
  await page.goto(asked);
  await page.locator(".sign-in-provider").click();
}

/** Signs in there, but comes back with an answer that `change` has altered on its way; gives the status of the page. */
async function comeBackChanged(page, provider, change) {
  provider.alterNextAnswer(change);
  const answered = page.waitForResponse((response) => response.url().includes("/auth/callback"));
  await signInThere(page, MANAGER);
  return (await answered).status();
}

export function identityTests(visit, { program, provider }) {
  for (const options of [
    { scripts: true, lang: "en" },
    { scripts: false, lang: "fr" },
  ]) {
    test(`one signs in at the university, comes back to the page, signs out at both, ${how(options)}`, () =>
      visit(options, async (visitor) => {
        const { page, context } = visitor;
        await page.goto("/reporting?page_size=25");
        await checkPage(visitor);
        await page.locator(".sign-in-provider").click();
        assert.equal(new URL(page.url()).origin, provider().issuer);
        await signInThere(page, MANAGER);
        await page.waitForURL(/\/reporting/);
        assert.equal(here(page), "/reporting?page_size=25");
        const cookies = (await context.cookies(program().address)).filter(({ name }) => name.startsWith("calco2"));
        assert.deepEqual(cookies.map(({ name }) => name), ["calco2"], "no attempt is left");
        await page.goto("/account");
        await checkPage(visitor);

        await page.locator(".user-menu > summary").click();
        await page.locator("form[action='/sign-out'] button").first().click();
        assert.equal(new URL(page.url()).origin, provider().issuer);
        await page.locator("button[name=logout]").click();
        await page.waitForURL(/\/sign-in/);
        await page.goto("/reporting");
        assert.equal(new URL(page.url()).pathname, "/sign-in");
        await page.locator(".sign-in-provider").click();
        await page.locator("input[name=login]").waitFor();
      }));
  }

  const english = { scripts: true, lang: "en" };

  test("who turns back on the university's page is told so and may try again", () =>
    visit(english, async (visitor) => {
      const { page } = visitor;
      await goThere(page);
      const answered = page.waitForResponse((response) => response.url().includes("/auth/callback"));
      await page.locator("a[href$=abort]").click();
      assert.equal((await answered).status(), 403);
      await checkPage(visitor);
      await page.locator(".sign-in-provider").click();
      await signInThere(page, MANAGER);
      await page.waitForURL(/\/reporting/);
    }));

  test("people the directory does not know are refused", () =>
    visit(english, async ({ page }) => {
      await goThere(page);
      const answered = page.waitForResponse((response) => response.url().includes("/auth/callback"));
      await signInThere(page, "stranger");
      assert.equal((await answered).status(), 403);
      assert.match(await page.locator("[role=alert]").innerText(), /may not enter/);
    }));

  test("a changed state, a changed issuer and an invented code are refused", () =>
    visit(english, async (visitor) => {
      const { page, context } = visitor;
      const changes = [
        [400, (answer) => answer.set("state", `${answer.get("state").slice(0, -2)}zz`)],
        [400, (answer) => answer.delete("state")],
        [401, (answer) => answer.set("iss", "http://127.0.0.1:1")],
        [401, (answer) => answer.delete("iss")],
        [401, (answer) => answer.set("code", "invented")],
        [401, (answer) => answer.delete("code")],
      ];
      for (const [status, change] of changes) {
        await context.clearCookies();
        await goThere(page);
        assert.equal(await comeBackChanged(page, provider(), change), status, String(change));
        await page.locator("[role=alert]").waitFor();
        await page.goto("/reporting");
        assert.equal(new URL(page.url()).pathname, "/sign-in", String(change));
      }
    }));

  test("a token for another nonce is refused", () =>
    visit(english, async ({ page }) => {
      await page.goto("/sign-in");
      await page.route(/\/auth\/start/, async (route) => {
        const answer = await route.fetch({ maxRedirects: 0 });
        const address = new URL(answer.headers().location);
        address.searchParams.set("nonce", "another");
        return route.fulfill({ response: answer, headers: { ...answer.headers(), location: address.href } });
      });
      await page.locator(".sign-in-provider").click();
      const answered = page.waitForResponse((response) => response.url().includes("/auth/callback"));
      await signInThere(page, MANAGER);
      assert.equal((await answered).status(), 401);
    }));

  test("an answer is good once, in the browser that asked", () =>
    visit(english, async ({ page, context }) => {
      await goThere(page);
      const attempts = await context.cookies(program().address);
      const answered = page.waitForRequest((request) => request.url().includes("/auth/callback"));
      await signInThere(page, MANAGER);
      const address = (await answered).url();
      await page.waitForURL(/\/reporting/);
      await context.clearCookies();
      assert.equal((await page.goto(address)).status(), 400, "without its attempt");
      await context.addCookies(attempts);
      assert.equal((await page.goto(address)).status(), 401, "the provider has given the code away");
      await page.goto("/reporting");
      assert.equal(new URL(page.url()).pathname, "/sign-in");
    }));

  test("two tabs sign in beside each other", () =>
    visit(english, async ({ page, context }) => {
      const other = await context.newPage();
      await goThere(page, "/reporting?page_size=25");
      await goThere(other, "/reporting?page_size=100");
      await signInThere(page, MANAGER);
      await page.waitForURL(/page_size=25/);
      await signInThere(other, MANAGER, { consent: false });
      await other.waitForURL(/page_size=100/);
    }));

  test("sessions end when they expire, when they are ended elsewhere and when the account is disabled", () =>
    visit(english, async (visitor) => {
      const { page, context } = visitor;
      await goThere(page);
      await signInThere(page, MANAGER);
      await page.waitForURL(/\/reporting/);
      const signInAgain = async () => {
        await page.goto("/reporting");
        assert.equal(new URL(page.url()).pathname, "/sign-in");
        assert.match(await page.locator(".notice").innerText(), /session is over/);
        await page.locator(".sign-in-provider").click();
        await page.waitForURL(/\/reporting/);
      };
      await program().sql("update sessions set expires_at = now() - interval '1 second'");
      await signInAgain();
      await program().sql("delete from sessions");
      await signInAgain();
      await program().sql(`update users set is_enabled = false where institutional_id = '${MANAGER}'`);
      await page.goto("/reporting");
      assert.equal(new URL(page.url()).pathname, "/sign-in");
      const answered = page.waitForResponse((response) => response.url().includes("/auth/callback"));
      await page.locator(".sign-in-provider").click();
      assert.equal((await answered).status(), 403);
      await program().sql(`update users set is_enabled = true where institutional_id = '${MANAGER}'`);
      await context.clearCookies();
    }));

  test("keys are changed while the program runs", () =>
    visit(english, async ({ page, context }) => {
      for (let round = 0; round < 2; round += 1) {
        await goThere(page);
        await signInThere(page, MANAGER);
        await page.waitForURL(/\/reporting/);
        await context.clearCookies();
        provider().changeKeys();
      }
    }));

  test("a provider that stops answering is named, and comes back", () =>
    visit(english, async (visitor) => {
      const { page } = visitor;
      await goThere(page);
      assert.equal(await comeBackChanged(page, provider(), () => provider().fall()), 503);
      await checkPage(visitor);
      provider().changeKeys();
      await page.locator(".sign-in-provider").click();
      await signInThere(page, MANAGER);
      await page.waitForURL(/\/reporting/);
    }));

  test("beside a university account there are no demo accounts", () =>
    visit(english, async ({ page }) => {
      await page.goto("/sign-in");
      assert.equal(await page.locator(".demo").count(), 0);
      assert.equal((await page.request.post("/sign-in/dev", { form: { persona: "superadmin" } })).status(), 404);
    }));
}
