// The console: what runs, what failed, what to do about it.

import { test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, how, signIn } from "./support/browser.mjs";

const rows = (page) => page.locator("#pipelines-rows > tr:not(.row-detail)");

/** The row of the first pipeline of a state, by the family of its badge. */
const rowOf = (page, family) => rows(page).filter({ has: page.locator(`.c-state .badge-${family}`) }).first();

async function open(page, row) {
  await row.locator(".opener").click();
  await page.waitForURL(/open=/);
  await page.locator("tr.row-detail").waitFor();
}

/** Without scripts a page with running work reloads itself: a click may come too late for the page it was meant for. */
const finished = "/pipelines?statuses=failed&statuses=partial&statuses=warning&statuses=success";

export function pipelineTests(visit, options) {
  test(`the console lists pipelines, counts them and narrows the list, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin", "/pipelines");
      await page.goto("/pipelines");
      await checkPage(visitor);
      assert.equal(await page.locator(".counter").count(), 6);
      const all = await rows(page).count();

      // without scripts a page of what runs asks for itself again, and may do so just now
      await page.goto("/pipelines?statuses=failed").catch(() => page.goto("/pipelines?statuses=failed"));
      assert.equal(await page.locator(".counter.is-chosen").count(), 1);
      const failed = await rows(page).count();
      assert.ok(failed >= 1 && failed < all, `${failed} of ${all}`);
      await checkPage(visitor);
      await page.locator("a.chip").first().click();
      await page.waitForURL((url) => url.search === "");
      await page.goto("/pipelines?search=nothing-has-this-name");
      assert.equal(await page.locator(".empty").count(), 1);
      await checkPage(visitor);
    }));

  test(`the filter form keeps its choices in the address, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin", finished);
      await page.goto(finished);
      await page.locator(".picker > summary").nth(1).click();
      await page.locator(".picker input[value=recalculation]").check();
      await page.locator("#since").fill("2020-01-31");
      await page.locator("#search").fill("entries");
      await page.locator("#search").fill("");
      await page.locator(".filters-form .button-primary").click();
      await page.waitForURL(/kinds=recalculation&since=2020-01-31/);
      assert.ok((await rows(page).count()) >= 1);
      assert.equal(await page.locator("a.chip").count(), 6);
      await checkPage(visitor);
    }));

  test(`an opened row shows jobs and refused rows, and has a page of its own, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin", "/pipelines?statuses=partial");
      await page.goto("/pipelines?statuses=partial");
      await open(page, rows(page).first());
      assert.equal(await page.locator(".job-graph .job-box").count(), 3);
      assert.equal(await page.locator(".job-graph .job-arrow").count(), 2);
      assert.equal(await page.locator(".job-list li").count(), 3);
      assert.ok((await page.locator(".row-errors tbody tr").count()) >= 4);
      await checkPage(visitor);
      await page.locator(".pipeline-links a").click();
      await page.waitForURL(/\/pipelines\/[0-9a-f-]{36}$/);
      await page.locator(".raw > summary").click();
      await checkPage(visitor);
    }));

  test(`an upload's page shows its counts and every refused row, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin", "/pipelines?statuses=warning");
      await page.goto("/pipelines?statuses=warning");
      await page.locator("th.c-what a").first().click();
      await page.waitForURL(/\/pipelines\/[0-9a-f-]{36}$/);
      assert.equal(await page.locator(".stat").count(), 4);
      await page.locator(".row-errors .pager a[rel=next]").click();
      await page.waitForURL(/page=2/);
      await checkPage(visitor);
    }));

  test(`a name of a file is text whatever it is, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin", "/pipelines?statuses=failed&module_type_ids=4");
      await page.goto("/pipelines?statuses=failed&module_type_ids=4");
      await open(page, rows(page).first());
      assert.match(await page.locator(".facts").first().innerText(), /<img src=x onerror=alert\(1\)>/);
      assert.equal(await page.locator("img[src=x]").count(), 0);
      await checkPage(visitor);
    }));

  test(`cancelling asks first, then says what was done; so does retrying, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      const mine = `/pipelines?kinds=unit_sync&search=cancel-${options.scripts}-${options.lang}`;
      await signIn(visitor, "superadmin", mine);
      await page.goto(`${mine}&statuses=not_started`);
      const address = await page.locator("th.c-what a").first().getAttribute("href");
      await page.goto(`${address}/cancel`);
      await checkPage(visitor);
      await page.locator(".button-danger-solid").click();
      await page.waitForURL((url) => url.pathname === address);
      assert.equal(await page.locator("main > .notice-ok").count(), 1);
      await checkPage(visitor);
      await page.goto(`${address}/retry`);
      await checkPage(visitor);
      assert.equal((await page.goto(`${address}/cancel`)).status(), 409);
    }));
}

export function liveTests(visit) {
  const events = (url) => /\/pipelines\/[0-9a-f-]+\/events$/.test(url.pathname);

  test("what changes on the page is replaced without losing focus or opened details", () =>
    visit({ scripts: true }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin", "/reporting");
      let ending = () => {};
      const ended = new Promise((resolve) => (ending = resolve));
      await page.route(events, async (route) => {
        await ended;
        await route.fulfill({ contentType: "text/event-stream", body: 'event: pipeline\ndata: {"stream_closed": true}\n\n' });
      });
      await page.goto("/pipelines?statuses=running&kinds=data_ingest");
      const row = rowOf(page, "run");
      await open(page, row);
      await page.locator(".raw > summary").click();
      await row.locator(".opener").focus();
      await page.route(/\/pipelines\?/, async (route) => {
        if (route.request().resourceType() !== "fetch") return route.continue();
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(/7.400/g, "9’999") });
      });
      ending();
      await page.locator("#pipelines-rows .phases-words", { hasText: "9’999" }).first().waitFor();
      assert.equal(await page.locator(".raw").evaluate((details) => details.open), true);
      assert.equal(await page.evaluate(() => document.activeElement.className), "opener");
    }));

  test("a lost stream is said, and the figures stay", () =>
    visit({ scripts: true }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin", "/reporting");
      await page.route(events, (route) => route.fulfill({ status: 404 }));
      await page.goto("/pipelines?statuses=running");
      await page.locator("[data-live-lost]").waitFor();
      assert.ok((await rows(page).count()) >= 1);
      await checkPage(visitor);
    }));

  for (const width of [320, 768, 1200]) {
    for (const lang of ["en", "fr"]) {
      test(`the console at ${width} px, in the dark theme, ${lang}`, () =>
        visit({ width, lang, colorScheme: "dark" }, async (visitor) => {
          const { page } = visitor;
          await signIn(visitor, "superadmin", "/pipelines?statuses=partial");
          await page.goto("/pipelines?statuses=partial");
          await open(page, rows(page).first());
          await checkPage(visitor);
          await page.goto(await page.locator(".pipeline-links a").getAttribute("href"));
          await checkPage(visitor);
        }));
    }
  }
}
