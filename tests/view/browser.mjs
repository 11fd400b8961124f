// A browser for the tests, and what they ask of every page: nothing is loaded, nothing complains.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const build = process.env.SPO_BUILD;
export const screenshots = join(build, 'screenshots');

// As root Chromium needs --no-sandbox; the others keep it from looking for hosts of its own.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export const openBrowser = () => chromium.launch({ executablePath: process.env.SPO_CHROMIUM, args: FLAGS });

export const spo = (...args) => execFileSync(join(build, 'spo'), ['extract', ...args], { maxBuffer: 1 << 28 });

/* Writes what spo makes of the arguments into the build tree; returns the address. */
export const made = (name, ...args) => {
  const path = join(screenshots, name);
  writeFileSync(path, spo(...args));
  return `file://${path}`;
};

/* Opens an address, lets `act` do its work, and asserts that no request but that for the file went out, that no script but
   the page's own ran, and that there was no word on the console. */
export const visit = async (browser, address, options, act) => {
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', message => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', error => complaints.push(`error: ${error.stack}`));
  page.on('dialog', dialog => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', request => { if (request.url() !== address && !request.url().startsWith('data:')) complaints.push(`request: ${request.url()}`); });
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', event => console.log(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  try {
    await page.goto(address);
    await act(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
};

/* What axe-core has against the page as it stands: roles, names, headings, nesting, and more of WCAG 2.2. */
const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
export const axeFaults = async page => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.flatMap(fault => fault.nodes.map(node => `${fault.id}: ${node.html.slice(0, 160)}`));
};

/* Texts whose contrast with what is behind them is less than WCAG 2.2 asks for (1.4.3): 4.5, of large ones 3. */
export const lowContrasts = page => page.evaluate(() => {
  const parse = colour => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
  const over = (top, below) => ({ r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
  const light = ({ r, g, b }) => { const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
  const behind = node => {
    if (!node) return parse(getComputedStyle(document.documentElement).backgroundColor);
    const own = parse(getComputedStyle(node).backgroundColor);
    return own.a === 1 ? own : over(own, behind(node.parentElement));
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, node = text.parentElement;
    if (!text.data.trim() || !node.getClientRects().length || node.closest('script, style, noscript, title, option')) continue;
    const style = getComputedStyle(node), drawing = node.closest('svg');
    if (style.visibility === 'hidden') continue;
    const ground = drawing ? (node.previousElementSibling && node.closest('.node') ? parse(getComputedStyle(node.closest('.node').querySelector('rect')).fill) : behind(drawing)) : behind(node);
    const ink = over(parse(drawing ? style.fill : style.color), ground);
    const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a), contrast = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    if (contrast < (large ? 3 : 4.5)) found.push(`${contrast.toFixed(2)} ${node.className.baseVal ?? node.className} ${text.data.slice(0, 30)}`);
  }
  return found;
});
