// From a changed factor file to new numbers, and what can be done about pipelines.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, signIn } from "./support/browser.mjs";

/** Each of these changes factors of its own: none waits for another. */
const SUBJECTS = {
  "true en": { year: 2025, module: "process_emissions", type: "process_emissions", file: "process_emissions" },
  "true fr": { year: 2024, module: "process_emissions", type: "process_emissions", file: "process_emissions" },
  "false en": { year: 2023, module: "process_emissions", type: "process_emissions", file: "process_emissions" },
  "false fr": { year: 2025, module: "buildings", type: "energy_combustion", file: "buildings_combustion" },
};
const UP_TO_DATE = { en: "Up to date", fr: "À jour" };
const NEEDED = { en: "Recalculation needed", fr: "Recalcul nécessaire" };

/** The factor file of the demo with every value a tenth higher. */
async function dearer({ year, file }) {
  const text = await readFile(`../../seed/factors/${year}/${file}.csv`, "utf8");
  const [header, ...rows] = text.trimEnd().split(/\r?\n/);
  const raised = rows.map((row) => row.replace(/[\d.]+$/, (value) => String(Number(value) * 1.1)));
  return [header, ...raised, ""].join("\n");
}

async function upload({ page }, fields, name, text) {
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(text) };
  const answer = await page.request.post("/api/v1/sync/uploads", {
    multipart: { ...fields, file },
    headers: { origin: new URL(page.url()).origin },
  });
  assert.equal(answer.status(), 202, await answer.text());
  return answer.json();
}

async function ended({ page }, pipeline) {
  for (let look = 0; look < 200; look += 1) {
    const read = await (await page.request.get(`/api/v1/sync/pipelines/${pipeline}`)).json();
    if (read.progress.done) return read;
    await page.waitForTimeout(100);
  }
  throw new Error(`pipeline ${pipeline} does not end`);
}

export function recalculationTests(visit, circumstances) {
  const { scripts, lang } = circumstances;
  const subject = SUBJECTS[`${scripts} ${lang}`];

  test(`from badge to new numbers (${how(circumstances)})`, () =>
    visit(circumstances, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const fields = { target: "factors", type: subject.type, year: String(subject.year) };
      const { pipeline_id } = await upload(visitor, fields, `${subject.file}.csv`, await dearer(subject));
      assert.equal((await ended(visitor, pipeline_id)).status, "success");

      await page.goto(`/data-management?year=${subject.year}`);
      const panel = page.locator(`#${subject.module}`);
      await panel.getByText(NEEDED[lang]).waitFor();
      await checkPage(visitor);
      await panel.locator(".module-controls a.button").click();
      await page.waitForURL(/recalculate$/);
      await checkPage(visitor);

      await page.locator("button[value=estimate]").click();
      await page.waitForURL(/estimate=/);
      await page.locator("#recalculate-estimate .change").first().waitFor();
      await checkPage(visitor);

      await Promise.all([page.waitForURL(/data-management\?year=/), page.locator("button[value=recalculate]").click()]);
      if (scripts) await page.evaluate(() => (window.neverReloaded = true));
      await panel.locator(".data-table").getByText(UP_TO_DATE[lang]).first().waitFor();
      if (scripts) assert.equal(await page.evaluate(() => window.neverReloaded), true);
      await checkPage(visitor);

      await panel.locator(".pipeline-line a").first().click();
      await page.waitForURL(/\/pipelines\/[0-9a-f-]+$/);
      assert.ok((await page.locator(".change").count()) > 0, "before and after are shown");
      await checkPage(visitor);
    }));

  test(`a file that fails is retried, a long one cancelled (${how(circumstances)})`, () =>
    visit(circumstances, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const fields = { target: "factors", type: subject.type, year: String(subject.year) };
      const failing = await upload(visitor, fields, "nonsense.csv", "colour\nred\n");
      await ended(visitor, failing.pipeline_id);
      await page.goto(`/pipelines/${failing.pipeline_id}`);
      await checkPage(visitor);
      await page.locator("a[href$='/retry']").first().click();
      await page.waitForURL(/retry$/);
      await checkPage(visitor);
      await page.locator(".confirm button").click();
      await page.waitForURL((url) => !url.pathname.endsWith("/retry"));
      const again = await ended(visitor, failing.pipeline_id);
      assert.equal(again.jobs[0].attempts, 1);
      assert.equal(again.status, "failed");

      // long enough to be met while it is read
      const units = await (await page.request.get("/api/v1/reporting/filters/units?page_size=1")).json();
      const rows = `${units.rows[0].institutional_id},CO2,1\n`.repeat(1_200_000);
      const data = { target: "data", type: "process_emissions", year: String(subject.year) };
      const long = await upload(visitor, data, "long.csv", `unit_institutional_id,category,quantity\n${rows}`);
      await page.goto(`/pipelines/${long.pipeline_id}`);
      await page.locator("a[href$='/cancel']").first().click();
      await page.waitForURL(/cancel$/);
      await checkPage(visitor);
      await page.locator(".confirm button").click();
      await page.waitForURL((url) => !url.pathname.endsWith("/cancel"));
      const cancelled = await ended(visitor, long.pipeline_id);
      assert.equal(cancelled.jobs[0].cancelled, true);
      assert.equal(cancelled.status, "failed");
    }));
}
