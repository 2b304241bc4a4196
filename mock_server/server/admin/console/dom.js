// Elements made and found; texts are always text, never markup.

export const found = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "list" && typeof value !== "string") made[key] = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export const button = (text, act, attributes = {}) => element("button", { type: "button", onclick: act, ...attributes }, text);

export function notice(text) {
  const place = found("notice");
  place.textContent = text;
  place.hidden = !text;
}

// Runs what a control does; what goes wrong is told in the page's notice.
export const telling = (act) => async (...given) => {
  try {
    notice("");
    return await act(...given);
  } catch (error) {
    notice(error.message);
  }
};

export async function copy(text, control) {
  const before = control.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea", { "aria-hidden": "true", value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  control.textContent = "Copied";
  setTimeout(() => { control.textContent = before; }, 1200);
}

export const pretty = (text) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};
