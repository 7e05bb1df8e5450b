// Follows what runs on the page. Without this file the page reloads itself instead.

// A browser opens six connections to a host for all its tabs; streams must leave some for pages.
const MOST_STREAMS = 2;
const POLL_MS = 5000;
const DEBOUNCE_MS = 500;
const PAUSE_MS = 1000;
const FIRST_RETRY_MS = 5000;
const LONGEST_RETRY_MS = 60000;
const SPEAK_MS = 5000;

const streams = new Map();
const lost = document.querySelector("[data-live-lost]");
let timer = 0;
let polling = 0;
let lastRefresh = 0;
let lastWord = 0;
let retryMs = FIRST_RETRY_MS;

/** At most one word every few seconds: more would drown what somebody is reading. */
function say(words) {
  const region = document.querySelector("body > [data-live]");
  if (!region || !words || Date.now() - lastWord < SPEAK_MS) return;
  lastWord = Date.now();
  region.textContent = words;
}

/** What has the focus inside a part, so that the same thing has it afterwards. */
function focusedIn(part) {
  const active = document.activeElement;
  if (!active || active === part || !part.contains(active)) return null;
  const all = [...part.querySelectorAll("a, button, input, select, summary, [tabindex]")];
  return { id: active.id, href: active.getAttribute("href"), position: all.indexOf(active) };
}

function focusAgain(part, focused) {
  if (!focused) return;
  const all = [...part.querySelectorAll("a, button, input, select, summary, [tabindex]")];
  const same =
    all.find((element) => focused.id && element.id === focused.id) ??
    all.find((element) => focused.href && element.getAttribute("href") === focused.href) ??
    all[focused.position];
  same?.focus({ preventScroll: true });
}

/** Puts a fresh part in the place of a shown one; what was opened in it stays open. */
function swap(shown, fresh) {
  const opened = [...shown.querySelectorAll("details")].map((details) => details.open);
  const focused = focusedIn(shown);
  const next = document.importNode(fresh, true);
  [...next.querySelectorAll("details")].forEach((details, index) => {
    if (index < opened.length) details.open = opened[index];
  });
  shown.replaceWith(next);
  focusAgain(next, focused);
  return next;
}

/** Compares as served: details opened since do not count as a difference. */
const served = (element) => element.outerHTML.replaceAll(' open=""', "");

function update(page) {
  let changed = false;
  for (const rows of page.querySelectorAll("[data-live-rows]")) {
    const shown = document.getElementById(rows.id);
    const order = (body) => [...body.children].map((row) => row.id).join(" ");
    if (shown && order(shown) !== order(rows)) {
      const kept = new Map([...shown.children].map((row) => [row.id, row]));
      shown.replaceChildren(...[...rows.children].map((row) => kept.get(row.id) ?? document.importNode(row, true)));
      changed = true;
    }
  }
  for (const fresh of page.querySelectorAll("[data-live-part][id]")) {
    const shown = document.getElementById(fresh.id);
    if (shown && served(shown) !== served(fresh)) {
      swap(shown, fresh);
      changed = true;
    }
  }
  return changed;
}

async function refresh() {
  timer = 0;
  lastRefresh = Date.now();
  try {
    const answer = await fetch(location.href.replace(/#.*/, ""), { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    if ([...streams.values()].every((source) => source.readyState === EventSource.OPEN)) resumed();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (document.querySelector("[data-live-whole]") && !page.querySelector("[data-live-whole]")) {
      location.reload();
      return;
    }
    if (update(page)) say(lost?.dataset.updated);
    follow();
  } catch {
    interrupted();
    // the word that was missed may have been the last one
    if (!timer) timer = window.setTimeout(refresh, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }
}

function soon() {
  if (timer) return;
  const sinceLast = Date.now() - lastRefresh;
  timer = window.setTimeout(refresh, Math.max(DEBOUNCE_MS, PAUSE_MS - sinceLast));
}

function interrupted() {
  if (!lost || !lost.hidden) return;
  lost.hidden = false;
  say(lost.querySelector("p").textContent);
}

function resumed() {
  retryMs = FIRST_RETRY_MS;
  if (lost) lost.hidden = true;
}

function open(address) {
  const source = new EventSource(address);
  streams.set(address, source);
  source.addEventListener("open", resumed);
  source.addEventListener("pipeline", (event) => {
    resumed();
    soon();
    if (!JSON.parse(event.data).stream_closed) return;
    source.close();
    streams.delete(address);
  });
  source.addEventListener("error", () => {
    interrupted();
    if (source.readyState !== EventSource.CLOSED) return;
    streams.delete(address);
    window.setTimeout(() => {
      follow();
      soon();
    }, retryMs);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  });
}

function leave() {
  for (const source of streams.values()) source.close();
  streams.clear();
  window.clearInterval(polling);
  polling = 0;
}

/** Opens what is not followed yet, what runs first; closes what is no longer on the page; asks now and then for the rest. */
function follow() {
  if (document.hidden) return leave();
  const isRunning = (part) => part.querySelector(".badge-run") !== null;
  const parts = [...document.querySelectorAll("[data-stream]")].sort((a, b) => isRunning(b) - isRunning(a));
  const wanted = new Set(parts.map((part) => part.dataset.stream));
  for (const [address, source] of streams) {
    if (wanted.has(address)) continue;
    source.close();
    streams.delete(address);
  }
  for (const address of wanted) {
    if (streams.size >= MOST_STREAMS) break;
    if (!streams.has(address)) open(address);
  }
  window.clearInterval(polling);
  // something may run that no part of the page has a stream for
  const isSilent = wanted.size === 0 && document.querySelector("#live-hint .icon") !== null;
  polling = isSilent || wanted.size > MOST_STREAMS ? window.setInterval(soon, POLL_MS) : 0;
  if (wanted.size === 0 && lost) lost.hidden = true;
}

follow();
document.addEventListener("visibilitychange", () => {
  follow();
  if (!document.hidden && document.querySelector("[data-stream]")) soon();
});
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) follow();
});
