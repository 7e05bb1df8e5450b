// Signing in, what a persona may open, signing out.

import { test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, how, signIn, signOut } from "./support/browser.mjs";

const BACK_OFFICE = ["superadmin", "manager"];
const UNIT_PEOPLE = ["principal", "member"];

export function accessTests(visit, options) {
  test(`a signed-out visitor is asked to sign in and comes back, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await page.goto("/reporting?page_size=25");
      assert.equal(new URL(page.url()).pathname, "/sign-in");
      await checkPage(visitor);
      await signIn(visitor, "superadmin", "/reporting?page_size=25");
      assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/reporting?page_size=25");
    }));

  for (const persona of BACK_OFFICE) {
    test(`${persona} lands on reporting and signs out, ${how(options)}`, () =>
      visit(options, async (visitor) => {
        const { page } = visitor;
        await signIn(visitor, persona);
        assert.equal(new URL(page.url()).pathname, "/reporting");
        await checkPage(visitor);
        await signOut(visitor);
        await page.goto("/reporting");
        assert.equal(new URL(page.url()).pathname, "/sign-in");
      }));
  }

  for (const persona of UNIT_PEOPLE) {
    test(`${persona} is told what is missing and signs out, ${how(options)}`, () =>
      visit(options, async (visitor) => {
        const { page } = visitor;
        await signIn(visitor, persona);
        await checkPage(visitor);
        const refused = await page.goto("/reporting");
        assert.equal(refused.status(), 403);
        await checkPage(visitor);
        await signOut(visitor);
      }));
  }

  test(`people, records and one's own account are looked at, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto("/users?search=demo-manager");
      await checkPage(visitor);
      await page.locator("tbody a[href^='/users/']").first().click();
      await page.waitForURL(/\/users\/\d+$/);
      await checkPage(visitor);
      await page.goto(`${new URL(page.url()).pathname}/sessions`);
      await checkPage(visitor);
      await page.goto("/logs?page_size=25");
      await checkPage(visitor);
      await page.locator("tbody a[href*='open=']").first().click();
      await page.waitForURL(/open=/);
      await checkPage(visitor);
      await page.goto("/account");
      await checkPage(visitor);
      await page.goto("/data-management/2025/synchronise");
      await checkPage(visitor);
    }));

  test(`a manager sees the people of one faculty, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "manager", "/users");
      await checkPage(visitor);
      assert.equal(await page.locator("tbody").getByText("Demo account").or(page.locator("tbody").getByText("Compte de démonstration")).first().isVisible(), true);
      assert.equal((await page.goto("/logs")).status(), 403);
    }));

  test(`an address without a page says so, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const missing = await page.goto("/no-such-page");
      assert.equal(missing.status(), 404);
      await checkPage(visitor);
      const id = missing.headers()["x-request-id"];
      assert.ok((await page.locator("main").innerText()).includes(id), "the page names its reference");
    }));

  test(`the language is changed in the frame and stays, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      const other = options.lang === "en" ? "fr" : "en";
      await signIn(visitor, "superadmin");
      await page.locator(`.language button[value=${other}]`).click();
      await page.locator(`html[lang=${other}]`).waitFor();
      assert.equal(new URL(page.url()).pathname, "/reporting");
      await checkPage({ ...visitor, lang: other });
    }));
}
