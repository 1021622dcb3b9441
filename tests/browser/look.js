// What is wrong with the page as it is laid out: a list of complaints, empty where all is well.
const complaints = [];
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) complaints.push(`wider than the window: ${root.scrollWidth} > ${root.clientWidth}`);

const isShown = (element) => element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && !element.closest(".hidden");

// Every line of text, with its place.
const lines = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  const element = node.parentElement;
  if (!node.textContent.trim() || ["SCRIPT", "STYLE"].includes(element.tagName) || !isShown(element)) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const window = element.closest(".raw pre")?.getBoundingClientRect();
  for (const box of range.getClientRects()) {
    // What is scrolled out of its own window is not seen.
    if (window && (box.bottom > window.bottom || box.top < window.top)) continue;
    if (box.width > 1 && box.height > 1) lines.push({ element, box, text: node.textContent.trim().slice(0, 40) });
  }
}
for (const { box, text } of lines) {
  if (box.left < -0.5 || box.right > root.clientWidth + 0.5) complaints.push(`outside the window: ${text}`);
}
const shared = (a, b) => [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
for (let i = 0; i < lines.length; i++) {
  for (let j = i + 1; j < lines.length; j++) {
    const [one, other] = [lines[i], lines[j]];
    // Lines of one paragraph stand close.
    if (one.element.closest("p, h1, h2, h3, pre, li, td, th") === other.element.closest("p, h1, h2, h3, pre, li, td, th") && !one.element.closest(".way")) continue;
    const [width, height] = shared(one.box, other.box);
    if (width > 1 && height > 3) complaints.push(`one over the other: ${one.text} / ${other.text}`);
  }
}

// WCAG 2.2, 1.4.3: the ratio of the relative luminances of text and ground.
const channels = (color) => color.match(/[\d.]+/g).map(Number);
const luminance = ([red, green, blue]) => {
  const linear = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
};
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = channels(getComputedStyle(at).backgroundColor);
    if (color.length === 3 || color[3] > 0) return color;
  }
  return [255, 255, 255];
};
for (const { element, text } of lines) {
  const [text_luminance, ground_luminance] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))];
  const [lighter, darker] = [Math.max(text_luminance, ground_luminance), Math.min(text_luminance, ground_luminance)];
  const ratio = (lighter + 0.05) / (darker + 0.05);
  if (ratio < 4.5) complaints.push(`contrast ${ratio.toFixed(2)}: ${text}`);
}

// Whoever uses the keyboard sees where it is.
for (const element of document.querySelectorAll("summary, button, [tabindex]")) {
  if (!isShown(element)) continue;
  element.focus({ focusVisible: true, preventScroll: true });
  const style = getComputedStyle(element);
  if (document.activeElement !== element || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) {
    complaints.push(`no sign of focus: ${element.tagName} ${element.className}`);
  }
}
document.activeElement.blur();
return complaints;
