// The search page of an English site speaks English and stems English words. usage: node english.mjs SITE
import { Report, places, watch } from './site.mjs';

const report = new Report();
const { list, close } = await places(process.argv[2]);
for (const place of list) {
  const context = await place.context({ locale: 'en-GB' }), page = await context.newPage();
  watch(page, report, place, () => place.name);
  await page.goto(`${place.base}suche.html?q=policies`);
  await page.waitForFunction(() => document.querySelector('#suchergebnisse a'));
  report.expect(await page.locator('#al-count').textContent() === '1 hit for “policies”', place.name, await page.locator('#al-count').textContent());
  report.expect(await page.locator('#suchergebnisse mark').count() === 2, place.name, 'both policies and policy are to be marked');
  await page.locator('#al-sq').fill('xqzwvkjj');
  await page.waitForFunction(() => document.getElementById('al-count').textContent.includes('xqzwvkjj'));
  report.expect(/^No hits/.test(await page.locator('#al-count').textContent()), place.name, 'nonsense is found');
  await context.close();
}
await close();
report.end();
