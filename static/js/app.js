// Enhancements only: every page works without this file.

const root = document.documentElement;
root.classList.add("js");

const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLocaleLowerCase();

/**
 * Typing in the search box of a list of choices hides the entries that do not match; chosen ones stay, and so does the
 * level above one that stays. What the server found is left as it came.
 */
function filterChoices(group) {
  const search = group.querySelector("[data-choices-search]");
  const status = group.querySelector("[data-choices-status]");
  const entries = [...group.querySelectorAll("[data-choices-list] li[data-text]")];
  if (!search || entries.length === 0) return;
  const texts = entries.map((entry) => fold(entry.dataset.text));
  let pending = 0;
  const apply = () => {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    let above;
    entries.forEach((entry, index) => {
      const chosen = entry.querySelector("input")?.checked ?? false;
      const matches = words.every((word) => texts[index].includes(word));
      entry.hidden = !matches && !chosen;
      if (matches) shown += 1;
      if (entry.matches(".level-1")) above = entry;
      else if (above && !entry.hidden) above.hidden = false;
    });
    if (!status) return;
    window.clearTimeout(pending);
    pending = window.setTimeout(() => {
      status.textContent =
        words.length === 0
          ? ""
          : status.dataset.pattern.replace("{shown}", String(shown)).replace("{total}", String(entries.length));
    }, 400);
  };
  search.addEventListener("input", apply);
}

/** A parent whose children are partly chosen shows it; the server marks it, the state follows the boxes. */
function markPartial(group) {
  for (const box of group.querySelectorAll("input.is-partial")) {
    box.indeterminate = !box.checked;
    box.addEventListener("change", () => box.classList.remove("is-partial"), { once: true });
  }
}

function checkAll(event) {
  const link = event.target.closest("[data-check-all]");
  if (!link) return;
  event.preventDefault();
  const wanted = link.dataset.checkAll === "true";
  for (const box of link.closest("fieldset").querySelectorAll("input[type=checkbox]")) {
    box.checked = wanted;
  }
}

const openMenus = () => document.querySelectorAll("details.menu[open]");

function closeMenus(event) {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function closeOwnMenu(event) {
  const menu = event.target.closest("[data-close-menu]")?.closest("details.menu");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

/** Says that a file is being prepared until its first bytes come: the answer brings a cookie by which this page knows. */
function watchExport(event) {
  const form = event.target.closest("form[data-export]");
  if (!form) return;
  const status = form.querySelector("[data-export-status]");
  const name = "export-begun";
  const asked = Date.now().toString(36);
  form.querySelector(`input[name=${name}]`)?.remove();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: asked }));
  status.hidden = false;
  status.textContent = status.dataset.preparing;
  const look = window.setInterval(() => {
    if (!document.cookie.split("; ").includes(`${name}=${asked}`)) return;
    window.clearInterval(look);
    status.textContent = status.dataset.begun;
    followExport(form.querySelector("[data-export-progress]"), asked);
  }, 250);
  window.setTimeout(() => window.clearInterval(look), 120000);
}

/** Shows how far a download is, as long as it runs and its menu stands; the newest download of a menu is shown. */
async function followExport(box, asked) {
  const [bar, words] = box.children;
  box.dataset.asked = asked;
  bar.removeAttribute("value");
  words.textContent = "";
  let misses = 0;
  while (box.isConnected && box.dataset.asked === asked && misses < 10) {
    const answer = await fetch(box.dataset.exportProgress + asked).catch(() => undefined);
    misses = answer?.ok ? 0 : misses + 1;
    if (answer?.ok) {
      const progress = await answer.json();
      const isRunning = progress.state === "running";
      box.hidden = false;
      words.textContent = progress.words;
      bar.hidden = !isRunning;
      if (progress.usual_bytes >= progress.sent_bytes) {
        bar.max = progress.usual_bytes;
        bar.value = progress.sent_bytes;
      } else bar.removeAttribute("value");
      if (!isRunning) return;
    }
    await new Promise((resolve) => window.setTimeout(resolve, 1000));
  }
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open], details.nav-menu[open]")) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
}

function focusSearch(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-search-shortcut]");
  if (!search) return;
  const panel = search.closest("details:not([open])");
  if (panel) panel.open = true;
  event.preventDefault();
  search.focus();
  search.select();
}

/** A second press of the same button is ignored while the first answer is on its way. */
function guardDoubleSubmit(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
}

async function copyText(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const live = document.querySelector("[data-live]");
  if (live) live.textContent = button.dataset.copied ?? "";
}

/** The address of a page with a row opened or closed. */
function withRow(address, id, opened) {
  const url = new URL(address, location.href);
  const others = url.searchParams.getAll("open").filter((other) => other !== id);
  url.searchParams.delete("open");
  for (const other of opened ? [...others, id] : others) url.searchParams.append("open", other);
  return url;
}

/** Opens or closes a row in place: only its modules are fetched, and the focus stays on its chevron. */
async function toggleRow(event) {
  const opener = event.target.closest("a.opener[data-fetch]");
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const row = opener.closest("tr");
  const id = opener.dataset.opens;
  const isOpening = opener.getAttribute("aria-expanded") !== "true";
  if (isOpening) {
    if (opener.dataset.waits) return;
    opener.dataset.waits = "true";
    const answer = await fetch(opener.dataset.fetch).catch(() => null);
    delete opener.dataset.waits;
    // signed out meanwhile, or gone: the page says so
    if (!answer?.ok || answer.redirected) {
      location.assign(opener.href);
      return;
    }
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    row.after(holder.content);
    opener.setAttribute("aria-controls", `modules-${id}`);
  } else {
    document.getElementById(`modules-${id}`)?.remove();
    opener.removeAttribute("aria-controls");
  }
  row.classList.toggle("is-open", isOpening);
  opener.setAttribute("aria-expanded", String(isOpening));
  history.replaceState(history.state, "", withRow(location.href, id, isOpening));
  opener.href = withRow(location.href, id, !isOpening);
}

/** After a redirect or a jump to an anchor, reading goes on at the heading that was asked for. */
function focusAnchor() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const opener = target.matches("tr") && target.querySelector(".opener");
  const heading = target.matches("[tabindex='-1']") ? target : target.querySelector("h2[tabindex='-1']");
  (opener || heading)?.focus({ preventScroll: true });
}

/** On a phone the filters start closed, so that the results come first; nothing changes once the person chose. */
function foldFilters() {
  const panel = document.querySelector("details.filters[data-fold-on-phone]");
  if (panel && window.matchMedia("(max-width: 39.99875em)").matches) panel.open = false;
}

/** Which panels are open stays in the address: going back, reloading and bookmarks find them so. */
function rememberOpen(event) {
  if (!event.target.matches("details[data-open]")) return;
  const address = new URL(location.href);
  address.searchParams.delete("open");
  for (const panel of document.querySelectorAll("details[data-open][open]")) {
    address.searchParams.append("open", panel.dataset.open);
  }
  history.replaceState(history.state, "", address);
}

/** A table wider than its card scrolls inside it; the head then stays with the table instead of the window. */
function watchWidth(region) {
  const table = region.querySelector("table");
  if (!table) return;
  new ResizeObserver(() => {
    region.classList.remove("is-wide");
    region.classList.toggle("is-wide", table.offsetWidth > region.clientWidth + 1);
  }).observe(region);
}

foldFilters();
for (const region of document.querySelectorAll(".table-scroll")) watchWidth(region);
for (const group of document.querySelectorAll("[data-choices]")) {
  filterChoices(group);
  markPartial(group);
}
for (const select of document.querySelectorAll("select[data-submit-on-change]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest(".notice").remove());
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
document.addEventListener("toggle", rememberOpen, true);
document.addEventListener("click", closeMenus);
document.addEventListener("click", checkAll);
document.addEventListener("click", copyText);
document.addEventListener("click", toggleRow);
document.addEventListener("click", closeOwnMenu);
document.addEventListener("keydown", closeOnEscape);
document.addEventListener("keydown", focusSearch);
document.addEventListener("submit", guardDoubleSubmit);
document.addEventListener("submit", watchExport);
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
window.addEventListener("hashchange", focusAnchor);
focusAnchor();
// the browser goes to the anchor once more when everything is there, and takes the focus away
window.addEventListener("load", () => setTimeout(() => document.activeElement === document.body && focusAnchor()));
// what lies below the first screen is laid out once that stands
window.addEventListener("load", () => requestAnimationFrame(() => root.classList.add("is-drawn")));
