// Walks through the site without JavaScript, in three places. usage: node no-script.mjs SITE
import { Report, places, watch } from './site.mjs';

const report = new Report();
const { list, close } = await places(process.argv[2]);
for (const place of list) {
  const context = await place.context({ javaScriptEnabled: false });
  const page = await context.newPage();
  watch(page, report, place, () => `${place.name} ${page.url()}`);
  page.setDefaultTimeout(15_000);

  /** Follows a link of the page's own part, or of the part that is named. */
  const follow = async (selector, address) => {
    await page.locator(selector).first().click();
    report.expect(address.test(page.url()), place.name, `${selector} leads to ${page.url()}`);
    report.expect(await page.locator('h1').count() === 1, place.name, `${page.url()} has no title`);
  };
  await page.goto(`${place.base}index.html`);
  await follow('a[href$="themen/buergerkommune.html"]', /themen\/buergerkommune\.html$/);
  await follow('main a[href*="praxisbeispiele/essen-engagiert-austausch.html"]', /praxisbeispiele\/essen-engagiert-austausch\.html$/);
  await follow('main a[href$="kommunen/essen.html"]', /kommunen\/essen\.html$/);
  report.expect(await page.locator('table tbody tr').count() >= 8, place.name, 'no table of memberships');
  await follow('.al-crumbs a[href$="kommunen/index.html"]', /kommunen\/index\.html$/);
  await follow('.al-crumbs a[href$="index.html"]', /\/index\.html$/);

  await page.goto(`${place.base}suche.html`);
  report.expect(await page.locator('.al-no-script').isVisible(), place.name, 'the search page does not explain itself');
  await follow('#al-fallback a[href$="a-z.html"]', /a-z\.html$/);
  await page.goto(`${place.base}praxisbeispiele/index.html`);
  await page.locator('details:has(a[href*="themen/buergerkommune.html"]) summary').first().click();
  await follow('main details a[href*="themen/buergerkommune.html"]', /praxisbeispiele\/themen\/buergerkommune\.html$/);
  await context.close();
}
await close();
report.end();
