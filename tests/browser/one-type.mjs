// A site whose entries are all of one type: its facets are there at once. usage: node one-type.mjs SITE
import { Report, places, watch } from './site.mjs';

const report = new Report();
const { list, close } = await places(process.argv[2]);
for (const place of list) {
  const context = await place.context({ viewport: { width: 1200, height: 900 } }), page = await context.newPage();
  watch(page, report, place, () => place.name);
  await page.goto(`${place.base}suche.html?q=Dorf`);
  await page.locator('#suchergebnisse > li').first().waitFor();
  await page.locator('#al-facets fieldset').first().waitFor();
  const facets = await page.locator('#al-facets fieldset').evaluateAll(sets => sets.map(set => set.dataset.key));
  report.expect(facets.includes('jahr') && facets.includes('bundesland'), place.name, `facets: ${facets}`);
  await context.close();
}
await close();
report.end();
