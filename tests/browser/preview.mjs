// Edits a site while tabs show its preview. usage: node preview.mjs URL ROOT
import fs from 'node:fs';
import path from 'node:path';
import { Report, launch, watch } from './site.mjs';

const [base, root] = process.argv.slice(2);
const report = new Report();
const browser = await launch();
const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 900, height: 600 } });
const place = { name: 'preview', base };

/** Writes a file of the site with a text replaced. */
function edit(file, from, to) {
  const full = path.join(root, file);
  const text = fs.readFileSync(full, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
  fs.writeFileSync(full, text.replace(from, to));
}

async function open(address) {
  const page = await context.newPage();
  watch(page, report, place, () => `tab ${address}`);
  page.setDefaultTimeout(20_000);
  await page.goto(base + address);
  return page;
}

/** What a check says when it fails, instead of a stack of the browser's driver. */
async function check(what, run) {
  const right = await run().catch(error => {
    console.log(String(error).split('\n')[0]);
    return false;
  });
  report.expect(right !== false, 'preview', what);
}

const has = (page, text) => page.waitForFunction(text => document.body.innerText.includes(text), text);
const marked = page => page.evaluate(() => window.mark === true);
const mark = page => page.evaluate(() => { window.mark = true; });
const netze = 'content/themen/netze.md';

edit(netze, 'Erster Text.', Array.from({ length: 60 }, (_, n) => `Absatz ${n}.\n`).join('\n'));
const page = await open('themen/netze.html');
await has(page, 'Absatz 59.');

await check('a change of the text is shown where the reader was', async () => {
  await page.evaluate(() => scrollTo(0, 700));
  await mark(page);
  edit(netze, 'Absatz 59.', 'Letzter Absatz.');
  await has(page, 'Letzter Absatz.');
  await page.waitForFunction(() => Math.abs(scrollY - 700) < 2);
  return !(await marked(page));
});

await check('a change elsewhere leaves the tab as it is', async () => {
  await mark(page);
  const other = await open('praxisbeispiele/laden.html');
  edit('content/praxisbeispiele/laden.md', 'Gut.', 'Sehr gut.');
  await has(other, 'Sehr gut.');
  await other.close();
  return marked(page);
});

await check('a style changes without loading the page again', async () => {
  await mark(page);
  const style = path.join(root, 'themes/default/assets');
  fs.mkdirSync(style, { recursive: true });
  const sheet = await page.evaluate(() => document.querySelector('link[rel=stylesheet]').getAttribute('href').split('/').pop());
  fs.writeFileSync(path.join(style, sheet), 'body { background: rgb(1, 2, 3) }');
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)');
  await page.waitForFunction(() => document.querySelectorAll('link[rel=stylesheet]').length === 1);
  return await marked(page) && page.evaluate(() => Math.abs(scrollY) >= 0);
});

await check('a picture that is shown anew is the new one', async () => {
  fs.mkdirSync(path.join(root, 'content/medien'), { recursive: true });
  const svg = width => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"/>`;
  fs.writeFileSync(path.join(root, 'content/medien/zeichen.svg'), svg(20));
  edit(netze, 'Letzter Absatz.', 'Letzter Absatz.\n\n![Zeichen](/medien/zeichen.svg)');
  await page.waitForFunction(() => document.querySelector('main img')?.naturalWidth === 20);
  fs.writeFileSync(path.join(root, 'content/medien/zeichen.svg'), svg(30));
  await page.waitForFunction(() => document.querySelector('main img')?.naturalWidth === 30);
});

await check('faults lie over the last good page and go away by themselves', async () => {
  await mark(page);
  edit(netze, 'titel: Netze', 'titel: Netze\nrelation: [a');
  const overlay = page.locator('allmende-problems');
  await overlay.getByText('netze.md').first().waitFor();
  await overlay.getByRole('button').waitFor();
  if (!(await page.locator('h1').innerText()).includes('Netze') || !(await marked(page))) return false;
  edit(netze, '\nrelation: [a', '');
  await overlay.waitFor({ state: 'detached' });
});

await check('a closed overlay stays away until the faults are others', async () => {
  edit(netze, 'Absatz 1.', '[Weg](weg.md)');
  const overlay = page.locator('allmende-problems');
  await overlay.getByRole('button').click();
  await overlay.waitFor({ state: 'detached' });
  edit(netze, 'Absatz 2.', '[Fort](fort.md)');
  await overlay.getByText('fort.md').first().waitFor();
  edit(netze, '[Weg](weg.md)', 'Absatz 1.');
  edit(netze, '[Fort](fort.md)', 'Absatz 2.');
  await overlay.waitFor({ state: 'detached' });
});

await check('eight tabs are all told, though browsers open only six connections', async () => {
  const tabs = [];
  for (let n = 0; n < 8; n += 1) tabs.push(await open('themen/orte.html'));
  edit('content/themen/orte.md', 'kurztext: Über Orte.', 'kurztext: Über andere Orte.');
  await Promise.all(tabs.map(tab => has(tab, 'Über andere Orte.')));
  // The tab that listens is closed; another one takes its place.
  await page.close();
  await tabs[0].close();
  edit('content/themen/orte.md', 'Über andere Orte.', 'Über ganz andere Orte.');
  await Promise.all(tabs.slice(1).map(tab => has(tab, 'Über ganz andere Orte.')));
  await Promise.all(tabs.slice(1).map(tab => tab.close()));
});

await check('a page that does not exist yet appears once it does', async () => {
  const page = await context.newPage();
  await page.goto(`${base}themen/spaeter.html`);
  fs.writeFileSync(path.join(root, 'content/themen/spaeter.md'), '---\ntitel: Später\nkurztext: Später.\n---\nDoch noch.\n');
  await page.getByText('Doch noch.').waitFor({ timeout: 20_000 });
  fs.rmSync(path.join(root, 'content/themen/spaeter.md'));
  await page.getByText('Doch noch.').waitFor({ state: 'detached', timeout: 20_000 });
});

await check('the search finds what was written a moment ago', async () => {
  const page = await open('suche.html');
  edit('content/themen/orte.md', 'Text.', 'Ein Leuchtturm.');
  const found = async () => {
    await page.goto(`${base}suche.html?q=Leuchtturm`);
    return page.getByRole('link', { name: 'Orte' }).first().waitFor({ timeout: 3000 }).then(() => true, () => false);
  };
  for (let n = 0; n < 5; n += 1) if (await found()) return true;
  return false;
});

await browser.close();
report.end();
