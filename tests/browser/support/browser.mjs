// Debian's Chromium, and what is checked of every page that a test comes by.

import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"];
if (process.getuid?.() === 0) args.push("--no-sandbox");

export function launch() {
  return chromium.launch({ executablePath, args });
}

/** A person at the browser: a fresh profile with one page. `width` in CSS pixels. */
export async function visitor(browser, address, { scripts = true, lang = "en", width = 1440, colorScheme = "light" } = {}) {
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: scripts,
    locale: lang === "fr" ? "fr-CH" : "en-GB",
    viewport: { width, height: 900 },
    colorScheme,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints = [];
  page.on("console", (message) => {
    // A page that answers with a refusal is reported by the browser as well; its status is checked where it is asked for.
    if (message.type() === "error" && !/status of (400|401|403|404|409|422|503)/.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => {
    // A download ends its navigation.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`${request.url()} failed`);
  });
  return { context, page, complaints, lang, scripts };
}

/** The accessibility findings of the page as it stands. */
async function accessibilityFindings({ page, scripts }) {
  const subject = scripts ? page : await copyWithoutScripts(page);
  const { violations } = await new AxeBuilder({ page: subject }).analyze();
  if (subject !== page) await subject.context().close();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n  ")}`);
}

/** The checker itself is a script: it is given what a visitor without scripts sees, with the page's own script withheld. */
async function copyWithoutScripts(page) {
  const html = await page.content();
  const colorScheme = (await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)) ? "dark" : "light";
  const context = await page.context().browser().newContext({ viewport: page.viewportSize(), colorScheme });
  const copy = await context.newPage();
  const address = page.url().replace(/#.*/, "");
  await copy.route("**/*", (route) => {
    const request = route.request();
    if (request.url() === address) return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
    return request.resourceType() === "script" ? route.abort() : route.continue();
  });
  await copy.goto(address);
  return copy;
}

/** What holds on every page: accessible, whole, in the asked language, nothing beside the window, nothing refused. */
export async function checkPage(visitor) {
  const { page, complaints, lang } = visitor;
  await page.waitForLoadState();
  const where = new URL(page.url()).pathname;
  const findings = await accessibilityFindings(visitor);
  assert.ok(findings.length === 0, `${where}: accessibility\n${findings.join("\n")}`);
  const seen = await page.evaluate(() => ({
    beside: document.documentElement.scrollWidth - window.innerWidth,
    headings: document.querySelectorAll("h1").length,
    lang: document.documentElement.lang,
    styled: document.querySelectorAll("[style]").length,
    title: document.title,
  }));
  assert.ok(seen.beside <= 0, `${where}: the page scrolls sideways by ${seen.beside} px`);
  assert.equal(seen.headings, 1, `${where}: one main heading`);
  assert.equal(seen.lang, lang, `${where}: language`);
  assert.equal(seen.styled, 0, `${where}: no inline styles`);
  assert.match(seen.title, /\S – calco2$/, `${where}: title`);
  assert.deepEqual(complaints, [], `${where}: the browser complained`);
}

/** Does what opens another page and waits until that is whole, also where its address fits the one before. */
export async function turnPage(page, act) {
  await Promise.all([page.waitForEvent("load"), act()]);
}

/** Signs in as a demo persona, by the form that a person uses, and stands on the page that opens. */
export async function signIn({ page }, persona, asked = "/") {
  await page.goto(asked);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.locator(`button[value=${persona}]`).click()]);
}

/** Signs out by the menu of the person. */
export async function signOut({ page }) {
  await page.locator(".user-menu > summary").click();
  await Promise.all([page.waitForURL(/\/sign-in/), page.locator("form[action='/sign-out'] button").first().click()]);
}

/** Opens the filter panel if it is closed. */
export async function openFilters(page) {
  if ((await page.locator("details.filters[open]").count()) === 0) await page.locator("details.filters > summary").click();
}

/** The circumstances of a test, in words for its name. */
export function how({ scripts, lang }) {
  return `${scripts ? "with" : "without"} scripts, ${lang}`;
}
