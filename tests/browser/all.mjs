// Every test in one process, so that the program is started once.

import { after, before, describe } from "node:test";
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { accessTests } from "./access.mjs";
import { chartTests } from "./charts.mjs";
import { enhancementTests } from "./enhancements.mjs";
import { exportTests } from "./exports.mjs";
import { identityTests } from "./identity.mjs";
import { phoneTests } from "./phone.mjs";
import { liveTests, pipelineTests } from "./pipelines.mjs";
import { printTests, printWindowTests } from "./print.mjs";
import { recalculationTests } from "./recalculation.mjs";
import { reportingTests } from "./reporting.mjs";
import { resultsTests, resultsWindowTests } from "./results.mjs";
import { singleTableTests, tableTests } from "./table.mjs";
import { yearTests } from "./years.mjs";
import { launch, visitor } from "./support/browser.mjs";
import { CLIENT, IdentityProvider } from "./support/identity.mjs";
import { Program } from "./support/program.mjs";

let program;
let browser;

/** Runs the body with a fresh visitor; `options` as of `visitor`. */
async function visit(options, body) {
  await accompany(await visitor(browser, program.address, options), body);
}

/** Runs the body; what goes wrong is told together with what the visitor sees. */
async function accompany(someone, body) {
  try {
    await body(someone);
  } catch (error) {
    error.message += `\n${await seenBy(someone)}`;
    throw error;
  } finally {
    await someone.context.close();
  }
}

/** The address and the beginning of the page. */
async function seenBy({ page }) {
  const text = await page.locator("main").innerText({ timeout: 1000 }).catch(() => "nothing");
  return `at ${page.url()}: ${text.replace(/\s+/g, " ").slice(0, 400)}`;
}

before(async () => {
  program = await Program.start();
  await program.query(new URL("./support/pipelines.sql", import.meta.url).pathname);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  const exitCode = await program?.stop();
  if (program) assert.equal(exitCode, 0, `the program ends cleanly on SIGTERM:\n${program.log}`);
});

describe("pages", { concurrency: availableParallelism() }, () => {
  for (const scripts of [true, false]) {
    for (const lang of ["en", "fr"]) {
      accessTests(visit, { scripts, lang });
      reportingTests(visit, { scripts, lang });
      chartTests(visit, { scripts, lang });
      resultsTests(visit, { scripts, lang });
      tableTests(visit, { scripts, lang });
      exportTests(visit, { scripts, lang });
      printTests(visit, { scripts, lang });
      pipelineTests(visit, { scripts, lang });
    }
  }
  phoneTests(visit);
  resultsWindowTests(visit);
  printWindowTests(visit);
  liveTests(visit);
  enhancementTests(visit);
});

// these change how a person's page opens
describe("the units table", () => singleTableTests(visit));

// each in a year of its own
describe("years", { concurrency: availableParallelism() }, () => {
  for (const scripts of [true, false]) {
    for (const lang of ["en", "fr"]) yearTests(visit, { scripts, lang });
  }
});

// these change numbers: they come when the pages have been read
describe("recalculation", () => {
  for (const scripts of [true, false]) {
    for (const lang of ["en", "fr"]) recalculationTests(visit, { scripts, lang });
  }
});

describe("identity provider", () => {
  let [own, provider] = [];
  before(async () => {
    provider = await IdentityProvider.start({ "demo-manager": { email: "manager@example.org", name: "Bruno Meier" } });
    const settings = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret };
    own = await Program.start({ settings, seeded: true });
    provider.admit(own.address);
  });
  after(async () => {
    await own?.stop();
    await provider?.stop();
  });
  const visitOwn = async (options, body) => {
    const someone = await visitor(browser, own.address, options);
    // the provider's own pages ask for a font
    await someone.context.route(/googleapis/, (route) => route.fulfill({ contentType: "text/css", body: "" }));
    await accompany(someone, body);
  };
  identityTests(visitOwn, { program: () => own, provider: () => provider });
});
