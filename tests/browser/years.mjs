// From no year to an open one, through the pages alone: every module fed with its templates.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, signIn } from "./support/browser.mjs";

/** Each visit has a year of its own. */
const YEARS = { "true en": 2026, "true fr": 2027, "false en": 2028, "false fr": 2029 };

const WORDS = {
  en: { missing: "Missing", open: "Open to units", warned: "Loaded with warnings", loaded: "Loaded", off: "Disabled" },
  fr: { missing: "Manquant", open: "Ouverte aux unités", warned: "Chargé avec avertissements", loaded: "Chargé", off: "Désactivé" },
};

/** Module panels in the order of the page, with their cards: reference lists are there, all years share them. */
const PANELS = {
  headcount: ["factors-member", "factors-student", "data-member", "data-student"],
  process_emissions: ["factors-process-emissions", "data-process-emissions"],
  buildings: ["factors-building", "factors-energy-combustion", "factors-building-embodied-energy", "data-building", "data-energy-combustion"],
  equipment: ["factors-equipment", "data-equipment"],
  external_cloud_and_ai: ["factors-external-clouds", "factors-external-ai", "data-external-clouds", "data-external-ai"],
  professional_travel: ["factors-train", "factors-plane", "data-train", "data-plane"],
  purchase: ["factors-purchase", "factors-additional-purchases", "data-purchase", "data-additional-purchases"],
  research_facilities: [
    "factors-research-facilities",
    "factors-mice-and-fish-animal-facilities",
    "data-research-facilities",
    "data-mice-and-fish-animal-facilities",
  ],
};

/** The file behind a link of the page. */
async function download({ page }, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

/** Goes to the panel of a module as its links do. */
async function openPanel({ page }, year, module) {
  await page.goto(`/data-management?year=${year}&open=${module}`);
}

/** Waits until a card says what it should; without scripts the page reloads by itself, or is asked for again. */
async function cardSays(visitor, year, module, card, words) {
  for (let look = 0; look < 100; look += 1) {
    await openPanel(visitor, year, module);
    const badge = visitor.page.locator(`#${card} .badge`).first();
    if ((await badge.innerText()).trim() === words) return;
    await visitor.page.waitForTimeout(100);
  }
  throw new Error(`${card} does not say ${words}: ${await visitor.page.locator(`#${card}`).innerText()}`);
}

/** Takes the template of a card and opens the form that takes its file. */
async function begin(visitor, year, module, card) {
  await openPanel(visitor, year, module);
  const template = await download(visitor, visitor.page.locator(`#${card} a[href*='/template?']`));
  await visitor.page.locator(`#${card} a[href*='/upload?']`).click();
  await visitor.page.waitForURL(/\/upload\?/);
  return template;
}

/** Drops a file on the field; the name of the file that is chosen then. */
async function dropped(page) {
  return page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["a,b\n"], "dropped.csv", { type: "text/csv" }));
    const drop = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector("[data-drop]").dispatchEvent(drop);
    return document.querySelector("#file").files[0]?.name;
  });
}

async function choose({ page }, { name, text }) {
  await page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
}

/** Every card of every module gets its template, as it was downloaded. */
async function feedEverything(visitor, year, words) {
  const { page } = visitor;
  for (const [module, cards] of Object.entries(PANELS)) {
    for (const card of cards) {
      if (card.endsWith("process-emissions")) continue;
      const template = await begin(visitor, year, module, card);
      await choose(visitor, template);
      await page.locator("button[value=upload]").click();
      await page.waitForURL(new RegExp(`#${card}$`));
      await cardSays(visitor, year, module, card, words.loaded);
    }
    await checkPage(visitor);
  }
}

/** The factors of the year before come along in one go; what was loaded already stays. */
async function copyFactors(visitor, year) {
  const { page } = visitor;
  await page.goto(`/data-management/${year}/copy?from=2025`);
  await checkPage(visitor);
  await page.locator("form button.button-primary").click();
  await page.waitForURL(/data-management\?year=/);
  const open = page.locator("#year-bar form button.button-primary:not([aria-disabled])");
  for (let look = 0; look < 100 && (await open.count()) === 0; look += 1) {
    await page.waitForTimeout(100);
    await page.goto(`/data-management?year=${year}`);
  }
  await checkPage(visitor);
}

export function yearTests(visit, circumstances) {
  const { scripts, lang } = circumstances;
  const year = YEARS[`${scripts} ${lang}`];
  const words = WORDS[lang];

  test(`from no year to an open one (${how(circumstances)})`, () =>
    visit(circumstances, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");

      await page.goto(`/data-management?year=${year}`);
      await checkPage(visitor);
      await page.locator(".empty button").click();
      await page.locator("#headcount").waitFor({ timeout: 60_000 });
      await checkPage(visitor);
      await page.reload();
      await page.locator("#headcount").waitFor();

      // factors: a look first, then the decision
      const factors = await begin(visitor, year, "process_emissions", "factors-process-emissions");
      await checkPage(visitor);
      await page.locator("button[value=check]").click();
      await page.locator("#errors").waitFor();
      await checkPage(visitor);
      if (scripts) assert.equal(await dropped(page), "dropped.csv");
      const more = `${factors.text}CH4,,kg,28\r\nCO2,,kg,2\r\n`;
      await choose(visitor, { ...factors, text: more });
      await page.locator("button[value=check]").click();
      await page.waitForURL(/\/checks\/\d+$/);
      await page.locator("button[value=commit]").waitFor();
      assert.deepEqual(await page.locator(".stat-number").allInnerTexts(), ["2", "0", "0", "0", "1"]);
      await checkPage(visitor);
      await page.reload();
      await page.locator("button[value=commit]").click();
      await page.waitForURL(/#factors-process-emissions$/);
      await cardSays(visitor, year, "process_emissions", "factors-process-emissions", words.warned);
      await page.goBack();

      // data: a row that is refused, given back to be corrected
      const data = await begin(visitor, year, "process_emissions", "data-process-emissions");
      await checkPage(visitor);
      const [, unit] = /\n([^,]+),/.exec(data.text);
      await choose(visitor, { ...data, text: `${data.text}${unit},CH4,,-1,,\r\nnowhere,CH4,,2,,\r\n` });
      await page.locator("button[value=upload]").click();
      await page.waitForURL(/#data-process-emissions$/);
      await cardSays(visitor, year, "process_emissions", "data-process-emissions", words.warned);
      await checkPage(visitor);
      await page.locator("#data-process-emissions .upload-card-warned a").click();
      await page.waitForURL(/\/pipelines\/[0-9a-f-]+#errors-/);
      await checkPage(visitor);
      const skipped = await download(visitor, page.locator("a[href$='/skipped.csv']"));
      assert.match(skipped.text, /nowhere,CH4,,2,,,\d+,no unit/);
      const errors = await download(visitor, page.locator("a[href$='/errors.csv']"));
      assert.match(errors.text, /quantity,-1,out_of_range/);
      const original = await download(visitor, page.locator("a[href$='/file']"));
      assert.ok(original.text.includes("nowhere"), "the file is given back as it came");

      // the year cannot be opened while something is missing
      await page.goto(`/data-management?year=${year}`);
      const button = page.locator("#year-bar button[aria-disabled=true]");
      await button.waitFor();
      await button.click({ force: true });
      await page.waitForLoadState();
      await page.goto(`/data-management?year=${year}`);
      await button.waitFor();

      if (scripts === (lang === "en")) {
        await feedEverything(visitor, year, words);
      } else {
        await copyFactors(visitor, year);
      }

      await page.goto(`/data-management?year=${year}`);
      await page.locator("#year-bar form button.button-primary:not([aria-disabled])").click();
      await page.locator("#year-bar").getByText(words.open).waitFor();
      await checkPage(visitor);
      await page.goBack();
      await page.goto(`/data-management?year=${year}`);
      await page.locator("#year-bar").getByText(words.open).waitFor();
    }));
}
