// The HTML page in a real browser.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { axeFaults, lowContrasts, made, openBrowser, screenshots, spo, visit } from './browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample = name => join(root, 'samples', name);
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
let browser, one, several, hostile;

before(async () => {
  browser = await openBrowser();
  one = made('one.html', '-t', 'html', sample('zh/lightning-chip.html'));
  several = made('several.html', '-t', 'html', sample('zh'), sample('en'));
  hostile = made('hostile.html', '-t', 'html', fileURLToPath(new URL('hostile.jsonl', import.meta.url)));
});
after(() => browser?.close());

const shot = (page, name) => page.screenshot({ path: join(screenshots, `${name}.png`) });
const shown = (page, selector) => page.locator(`${selector}:visible`).count();
const named = (page, label) => page.locator('.article .m', { hasText: new RegExp(`^${label}$`) }).first();

test('the text is whole, and shows what was found', () => visit(browser, one, {}, async page => {
  const text = await page.evaluate(() => {
    const copy = document.querySelector('.article').cloneNode(true);
    copy.querySelectorAll('.k').forEach(chip => chip.remove());
    return copy.textContent.replace(/\s/g, '');
  });
  const { execFileSync } = await import('node:child_process');
  const expected = execFileSync(join(process.env.SPO_BUILD, 'spo'), ['text', sample('zh/lightning-chip.html')]).toString();
  assert.equal(text, expected.replace(/\s/g, ''));
  assert.ok(await shown(page, '.m.t-Person') >= 3);
  assert.ok(await shown(page, '.k') >= 15);
  assert.ok(await shown(page, '.u') >= 15);
  await shot(page, 'light');
}));

test('an entity that is clicked lights up with its claims, and shows its card', () => visit(browser, one, {}, async page => {
  await named(page, '陆远舟').click();
  const lit = await page.evaluate(() => ({ mentions: [...document.querySelectorAll('.m.on')].map(node => node.textContent), chips: document.querySelectorAll('.k.kin').length, slots: document.querySelectorAll('.u.on').length }));
  assert.deepEqual(lit.mentions, ['陆远舟', '陆远舟']);
  assert.ok(lit.chips >= 4 && lit.slots >= 4, JSON.stringify(lit));
  const card = await page.locator('.side .card').innerText();
  for (const part of ['陆远舟', 'Person', '董事长', '芯澜科技', 'id/person-陆远舟', 'Quotations']) assert.ok(card.includes(part), part);
  await shot(page, 'entity');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.m.on').count(), 0);
}));

test('a claim under the pointer shows its rule, confidence and RDF', () => visit(browser, one, { colorScheme: 'dark' }, async page => {
  await page.locator('.k').nth(3).hover();
  await page.locator('.pop').waitFor();
  const words = await page.locator('.pop').innerText();
  assert.match(words, /Rule\s+\S+/);
  assert.match(words, /Confidence\s+0\.\d\d/);
  assert.match(words, /id:position-[0-9a-f]{16}\s+a spo:Position ;/);
  assert.match(words, /spo:title "\S+"@zh/);
  await shot(page, 'hover-dark');
  await page.locator('.k').nth(3).click();
  assert.equal(await page.locator('.k.on').count(), 1);
  assert.match(await page.locator('.side .card').innerText(), /holder\s+陆远舟/);
  await shot(page, 'claim-dark');
}));

test('filters act on text, tables and graph', () => visit(browser, one, {}, async page => {
  await page.getByRole('checkbox', { name: /^Person/ }).uncheck();
  assert.equal(await page.locator('.m.t-Person:not(.off)').count(), 0);
  assert.ok(await page.locator('.m.t-Organization:not(.off)').count() > 0);
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.m.t-Person')).backgroundColor), 'rgba(0, 0, 0, 0)');
  await page.locator('#tab-tables').click();
  assert.equal(await page.getByRole('tab', { name: /^People/ }).count(), 0);
  assert.equal(await page.getByRole('tab', { name: /^Positions/ }).count(), 0);
  await page.locator('#tab-graph').click();
  assert.equal(await shown(page, '.node.t-Person'), 0);
  assert.ok(await shown(page, '.node.t-Organization') > 0);
  await page.getByRole('checkbox', { name: /^Relation/ }).uncheck();
  assert.equal(await shown(page, '.edge'), 0);
  await page.getByRole('checkbox', { name: /^Person/ }).check();
  assert.ok(await shown(page, '.edge') > 0);
}));

test('tables are sorted and searched, and a row leads to its sentence', () => visit(browser, one, {}, async page => {
  await page.locator('#tab-tables').click();
  await page.getByRole('tab', { name: /^Statistics/ }).click();
  await page.getByRole('button', { name: 'Value' }).click();
  const values = () => page.locator('tbody tr td:nth-child(3)').allInnerTexts();
  const falling = await values();
  assert.equal(await page.locator('th[aria-sort="descending"]').count(), 1);
  await page.getByRole('button', { name: 'Value' }).click();
  assert.deepEqual(await values(), falling.reverse());
  await shot(page, 'tables');
  const all = await page.locator('tbody tr').count();
  await page.getByPlaceholder('Filter rows').fill('营业收入');
  const some = await page.locator('tbody tr').count();
  assert.ok(some > 0 && some < all);
  await page.locator('tbody tr td:last-child').first().click();
  assert.ok(await page.locator('#view-text').isVisible());
  assert.match(await page.locator('.s.found').innerText(), /营业收入/);
}));

test('the graph is drawn, and choosing goes both ways', () => visit(browser, one, {}, async page => {
  await page.locator('#tab-graph').click();
  await page.locator('.node', { hasText: '陆远舟' }).first().click();
  assert.match(await page.locator('.side h2').innerText(), /陆远舟/);
  assert.ok(await page.locator('.edge.kin').count() >= 2);
  await shot(page, 'graph');
  await page.locator('.edge.kin text').first().click();
  assert.equal(await page.locator('.edge.on').count(), 1);
  await page.locator('#tab-text').click();
  assert.equal(await page.locator('.k.on').count(), 1);
}));

test('it can be used by keyboard alone', () => visit(browser, several, {}, async page => {
  await page.locator('.article [tabindex="0"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const label = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.keyboard.press('Enter');
  assert.ok((await page.locator('.side .card').innerText()).includes(label.split(',')[0]));
  await page.keyboard.press('/');
  await page.keyboard.type('Aberdeen');
  await page.locator('.results [role="option"]').first().waitFor();
  await shot(page, 'search');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('h1').innerText(), /Northwave/);
  await page.locator('#tab-text').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.locator('#tab-tables').getAttribute('aria-selected'), 'true');
  const unnamed = await page.evaluate(() => [...document.querySelectorAll('button, input, select, [role="button"]')].filter(node => node.getClientRects().length && !(node.getAttribute('aria-label') || node.textContent.trim() || node.closest('label'))).map(node => node.outerHTML));
  assert.deepEqual(unnamed, []);
}));

test('it is accessible, as far as axe-core can tell', () => visit(browser, several, {}, async page => {
  await page.locator('.docs button').nth(3).click();
  assert.deepEqual(await axeFaults(page), []);
  await page.locator('.article .m').nth(2).click();
  assert.deepEqual(await axeFaults(page), []);
  await page.locator('.article .k').nth(2).click();
  assert.deepEqual(await axeFaults(page), []);
  for (const view of ['tables', 'graph']) {
    await page.locator(`#tab-${view}`).click();
    assert.deepEqual(await axeFaults(page), []);
  }
  await page.locator('.search input').fill('a');
  assert.deepEqual(await axeFaults(page), []);
}));

test('several documents: a list, tables and search over all of them', () => visit(browser, several, {}, async page => {
  const count = await page.locator('.docs li').count();
  assert.ok(count >= 8);
  await page.locator('.docs button').nth(3).click();
  assert.equal(await page.locator('.docs [aria-current]').count(), 1);
  await page.locator('#tab-tables').click();
  const here = await page.locator('tbody tr').count();
  await page.getByLabel('Documents', { exact: true }).last().selectOption('all');
  assert.ok(await page.locator('tbody tr').count() > here);
  assert.equal(await page.locator('th', { hasText: 'Document' }).count(), 1);
  await page.reload();
  assert.equal(await page.locator('.docs button').nth(3).getAttribute('aria-current'), 'true');
}));

test('hostile text stays text', () => visit(browser, hostile, {}, async page => {
  for (const number of [1, 0]) {
    await page.locator('.docs button').nth(number).click();
    for (const view of ['tables', 'graph', 'text']) await page.locator(`#tab-${view}`).click();
    for (const mention of (await page.locator('.article .m').all()).slice(0, 5)) await mention.click();
  }
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.evaluate(() => document.querySelectorAll('img, iframe, object, embed, svg [onload], a[href^="javascript"]').length), 0);
  assert.match(await page.locator('h1').innerText(), /<\/title><\/script><script>window\.ran='title'/);
  assert.match(await page.locator('.article').innerText(), /<img src=https:\/\/evil\.example\/pixel\.png/);
  assert.equal(await page.evaluate(() => /[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText)), false);
  assert.ok(await page.locator('.control').count() >= 4);
  await shot(page, 'hostile');
  await page.locator('.search input').fill('王明');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('.side h2').innerText(), /^王明$/);
  assert.deepEqual([...new Set(await page.locator('.m.on').allInnerTexts())], ['王明']);
}));

test('colours follow the system and the switch, and contrast is enough', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await visit(browser, several, { colorScheme }, async page => {
      const ground = () => page.evaluate(() => +getComputedStyle(document.documentElement).backgroundColor.match(/\d+/)[0]);
      assert.equal(await ground() < 128, colorScheme === 'dark');
      assert.deepEqual(await lowContrasts(page), []);
      await page.locator('.article .m').nth(2).click();
      assert.deepEqual(await lowContrasts(page), []);
      await page.locator('.k').nth(1).click();
      assert.deepEqual(await lowContrasts(page), []);
      await page.locator('#tab-tables').click();
      assert.deepEqual(await lowContrasts(page), []);
      await page.keyboard.press('Escape');
      await page.locator('#tab-graph').click();
      assert.deepEqual(await lowContrasts(page), []);
      await page.locator('.search input').fill('a');
      assert.deepEqual(await lowContrasts(page), []);
      await page.getByRole('button', { name: /colours/ }).click();
      await page.getByRole('button', { name: /colours/ }).click();
      assert.ok(await ground() < 128);
    });
  }
});

test('it fits a phone', () => visit(browser, several, PHONE, async page => {
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(await fits());
  await shot(page, 'phone');
  await page.locator('.article .m').nth(3).tap();
  assert.ok(await page.locator('.side .card').isVisible());
  await shot(page, 'phone-entity');
  await page.getByRole('button', { name: 'Close' }).tap();
  for (const view of ['tables', 'graph']) {
    await page.locator(`#tab-${view}`).tap();
    assert.ok(await fits(), view);
    await shot(page, `phone-${view}`);
  }
  await page.locator('.menu').tap();
  await page.locator('.docs button').nth(1).tap();
  assert.equal(await page.locator('.docs [aria-current]').count(), 1);
}));

test('it prints with its tables', () => visit(browser, one, {}, async page => {
  const pdf = await page.pdf({ path: join(screenshots, 'print.pdf'), format: 'A4', printBackground: true });
  assert.ok(pdf.length > 20000);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await shown(page, ':is(.bar, .side, .tabs, .k)'), 0);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.ok(await shown(page, 'table') >= 4);
  assert.ok((await page.locator('svg.net').boundingBox()).height > 100);
}));

test('its words are Chinese in a Chinese browser', () => visit(browser, one, { locale: 'zh-CN' }, async page => {
  assert.deepEqual((await page.locator('.tabs [role="tab"]').allInnerTexts()).map(text => text.replace(/\s*\d+$/, '')), ['正文', '表格', '关系图']);
  await named(page, '陆远舟').click();
  assert.match(await page.locator('.side .card').innerText(), /职务 2/);
  await shot(page, 'chinese');
}));

test('two hundred documents are fluid, and what has no room is said', async () => {
  const articles = readdirSync(join(root, 'tests/articles')).filter(name => name.endsWith('.txt')).map(name => join(root, 'tests/articles', name));
  const files = Array.from({ length: 210 }, (_, i) => articles[i % articles.length]);
  const address = made('large.html', '-t', 'html', ...files);
  await visit(browser, address, {}, async page => {
    const began = Date.now();
    await page.reload();
    await page.locator('.article .m').first().waitFor();
    assert.ok(Date.now() - began < 10000, `${Date.now() - began} ms until it can be read`);
    assert.equal(await page.locator('.docs li').count(), 200);
    assert.match(await page.locator('.docs').innerText(), /10 more are left out/);
    const open = await page.evaluate(async () => {
      const began = performance.now();
      document.querySelectorAll('.docs button')[150].click();
      await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - began;
    });
    assert.ok(open < 1500, `${open} ms to open a document`);
    await page.locator('#tab-tables').click();
    await page.getByLabel('Documents', { exact: true }).last().selectOption('all');
    assert.ok(await page.locator('tbody tr').count() <= 300);
  });
});

test('same documents, same bytes, for any number of threads', () => {
  const args = ['-t', 'html', sample('zh'), sample('en')];
  assert.deepEqual(spo(...args), spo('-j', '3', ...args));
});
