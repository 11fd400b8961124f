// The SVG picture in a real browser: labels fit, nothing stands on anything else.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { made, openBrowser, screenshots, visit } from './browser.mjs';

const articles = fileURLToPath(new URL('../articles', import.meta.url));
let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

const faults = page => page.evaluate(() => {
  const found = [];
  const area = document.querySelector('svg').viewBox.baseVal;
  const boxes = [...document.querySelectorAll('.node rect, .plate')].map(node => ({ node, box: node.getBoundingClientRect() }));
  const words = node => node.parentNode.textContent.slice(0, 20);
  boxes.forEach((a, i) => {
    if (a.box.left < 0 || a.box.top < 0 || a.box.right > area.width + 1 || a.box.bottom > area.height + 1) found.push(`outside: ${words(a.node)}`);
    for (const b of boxes.slice(i + 1)) {
      const apart = a.box.right <= b.box.left || b.box.right <= a.box.left || a.box.bottom <= b.box.top || b.box.bottom <= a.box.top;
      if (!apart) found.push(`${words(a.node)} stands on ${words(b.node)}`);
    }
  });
  for (const node of document.querySelectorAll('.node')) {
    const text = node.querySelector('text').getBBox(), rect = node.querySelector('rect').getBBox();
    if (text.width > rect.width - 4) found.push(`too long: ${node.textContent}`);
  }
  return found;
});

test('labels fit, and nothing stands on anything else', async () => {
  const names = readdirSync(articles).filter(name => /^(zh|en)-\d+\.txt$/.test(name));
  const address = made('picture.svg', '-t', 'svg', join(articles, names[0]));
  await visit(browser, address, {}, async page => {
    for (const name of names) {
      made('picture.svg', '-t', 'svg', join(articles, name));
      await page.goto(address);
      assert.deepEqual(await faults(page), [], name);
      if (['zh-24.txt', 'en-20.txt'].includes(name)) await page.screenshot({ path: join(screenshots, `picture-${name.slice(0, 5)}.png`) });
    }
  });
});

test('it is dark where the system is', async () => {
  const address = made('dark.svg', '-t', 'svg', join(articles, 'zh-15.txt'));
  await visit(browser, address, { colorScheme: 'dark' }, async page => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.ground')).fill), 'rgb(26, 28, 32)');
    await page.screenshot({ path: join(screenshots, 'picture-dark.png') });
  });
});

test('hostile text stays text', async () => {
  const address = made('hostile.svg', '-t', 'svg', fileURLToPath(new URL('hostile.jsonl', import.meta.url)));
  await visit(browser, address, {}, async page => {
    assert.equal(await page.evaluate(() => window.ran), undefined);
    assert.equal(await page.evaluate(() => document.querySelectorAll('script, image, foreignObject, [onload]').length), 0);
    assert.equal(await page.evaluate(() => document.querySelectorAll('.title').length), 2);
  });
});
