// Narrow windows and the dark theme.

import { test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, signIn } from "./support/browser.mjs";

export function phoneTests(visit) {
  for (const width of [320, 360, 768, 1024]) {
    for (const lang of ["en", "fr"]) {
      test(`at ${width} px nothing stands beside the window, in the dark theme, ${lang}`, () =>
        visit({ width, lang, colorScheme: "dark" }, async (visitor) => {
          const { page } = visitor;
          await page.goto("/sign-in");
          await checkPage(visitor);
          await signIn(visitor, "superadmin");
          await checkPage(visitor);
          await page.locator("#units .opener").first().click();
          await page.locator("tr.row-detail").waitFor();
          await checkPage(visitor);
          await page.goto(await page.locator("#units .c-view a").first().getAttribute("href"));
          await checkPage(visitor);
        }));
    }
  }

  test("on a phone the navigation opens from the top bar", () =>
    visit({ width: 360 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      assert.equal(await page.locator(".side-nav").isVisible(), false);
      const current = page.locator(".nav-menu a[aria-current=page]");
      assert.equal(await current.isVisible(), false);
      await page.locator(".nav-menu > summary").click();
      assert.equal(await current.isVisible(), true);
      await checkPage(visitor);
    }));

  test("a phone's browser gets the filters folded, so that nothing moves once the page is there", () =>
    visit({ width: 360 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const filters = /<details class="card filters" id="filters"( open)?/;
      const sent = async () => (await (await page.goto("/reporting")).text()).match(filters);
      assert.equal((await sent())[1], " open");
      await page.setExtraHTTPHeaders({ "user-agent": "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0" });
      assert.equal((await sent())[1], undefined);
    }));

  test("on a phone every cell names its column", () =>
    visit({ width: 360 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const unnamed = page.locator("#units tbody td:is(.c-status, .c-principal, .c-updated, .c-highest, .c-total):not([data-label])");
      assert.equal(await unnamed.count(), 0);
    }));
}
