// Finds the same in Firefox as in Chromium, at every place. usage: node firefox.mjs SITE
// Firefox as Debian ships it, over WebDriver BiDi.
import puppeteer from 'puppeteer-core';
import { Report, places } from './site.mjs';

const QUERIES = ['Bürgerinnen', 'buergerkommune', 'Engagement', 'Koordinierungstelle', '"vor Ort"', 'Wie lege ich einen Eintrag an?', 'xqzwvkjj', 'Weiß'];
const report = new Report();
const { list, close } = await places(process.argv[2]);

/** Types a query into the field of the search page and gives the status and the addresses of the hits. */
async function find(page, base, query) {
  await page.goto(`${base}suche.html?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(() => {
    const said = document.getElementById('al-count').textContent;
    return said && document.querySelectorAll('#suchergebnisse > li').length === Math.min(10, parseInt(said) || 0);
  });
  return page.evaluate(base => [document.getElementById('al-count').textContent, ...[...document.querySelectorAll('#suchergebnisse a')].map(a => a.href.slice(base.length))].join('\n'), base);
}

const right = new Map(), context = await list[0].context(), chromium = await context.newPage();
for (const query of QUERIES) right.set(query, await find(chromium, list[0].base, query));
await context.close();

const firefox = await puppeteer.launch({ browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: true });
for (const place of list) {
  const page = await firefox.newPage();
  let query = '';
  page.on('console', message => { if (['error', 'warn', 'warning'].includes(message.type())) report.fault(`${place.name} ${query}`, `console: ${message.text()}`); });
  page.on('pageerror', error => report.fault(`${place.name} ${query}`, String(error)));
  // Firefox draws the buttons of its fields with a font of its own, a data address.
  page.on('request', request => report.expect(request.url().startsWith(place.base) || request.url().startsWith('data:'), `${place.name} ${query}`, `asks for ${request.url()}`));
  for (query of QUERIES) {
    const found = await find(page, place.base, query);
    report.expect(found === right.get(query), `${place.name} ${query}`, `Firefox finds\n${found}\nChromium\n${right.get(query)}`);
  }
  // From the header of another page: the program comes with the first turn to the field.
  query = 'Freiwillige';
  await page.goto(`${place.base}themen/index.html`);
  report.expect(await page.evaluate(() => !document.querySelector('head script[src$="search/search.js"]')), place.name, 'the search is loaded before anybody searches');
  await page.type('#al-q', query);
  await page.waitForSelector('.al-quick a', { visible: true });
  await page.close();
}
await firefox.close();
await close();
console.log(`${QUERIES.length} queries`, [...right].map(([q, hits]) => `${q}: ${hits.split('\n').length - 1}`).join(', '));
report.end();
