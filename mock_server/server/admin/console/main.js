// Tabs, the token and the sandbox: what all three panels share.

import { call, currentSandbox, setSandbox, setToken, takeToken } from "./api.js";
import { element, found, notice, telling } from "./dom.js";
import { Records } from "./records.js";
import { Requests } from "./requests.js";
import { Switches } from "./switches.js";

const NAMES = ["requests", "records", "switches"];
const panels = {
  requests: new Requests(found("panel-requests"), live),
  records: new Records(found("panel-records")),
  switches: new Switches(found("panel-switches"), () => sandboxes()),
};

function live(on, refused) {
  const place = found("live");
  place.textContent = on ? "live" : "not connected";
  place.classList.toggle("on", on);
  if (refused) ask(refused.message);
}

function show(name, focus = false) {
  for (const other of NAMES) {
    const tab = found(`tab-${other}`);
    tab.setAttribute("aria-selected", String(other === name));
    tab.tabIndex = other === name ? 0 : -1;
    found(`panel-${other}`).hidden = other !== name;
  }
  if (focus) found(`tab-${name}`).focus();
  if (name !== "requests") telling(() => panels[name].load())();
}

for (const name of NAMES) {
  found(`tab-${name}`).addEventListener("click", () => show(name));
  found(`tab-${name}`).addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) show(NAMES[(NAMES.indexOf(name) + step + NAMES.length) % NAMES.length], true);
  });
}

async function sandboxes() {
  const { sandboxes: known } = await call("GET", "sandboxes");
  const names = known.map(({ name }) => name);
  found("sandbox").replaceChildren(...["", ...names].map((name) =>
    element("option", { value: name, selected: name === currentSandbox() }, name || "default")));
}

found("sandbox").addEventListener("focus", telling(sandboxes));
found("sandbox").addEventListener("change", telling(async () => {
  setSandbox(found("sandbox").value);
  const shown = NAMES.find((name) => !found(`panel-${name}`).hidden);
  await panels.requests.load();
  if (shown !== "requests") await panels[shown].load();
}));

function ask(why) {
  found("letin").hidden = false;
  notice(why);
  found("token").focus();
}

found("letin").addEventListener("submit", telling(async (event) => {
  event.preventDefault();
  setToken(found("token").value.trim());
  await begin();
}));

async function begin() {
  let served;
  try {
    served = await call("GET", "operations");
  } catch (error) {
    ask(error.status === 401 ? "This is not the mock's admin token; its start printed the right one." : error.message);
    return;
  }
  found("letin").hidden = true;
  notice(served.notReloaded ?? "");
  await sandboxes();
  await panels.requests.load();
}

if (takeToken()) telling(begin)();
else ask("This page needs the mock's admin token: open the console by the address that the mock printed.");
