// Uses the search as readers do, in three places. usage: node search.mjs SITE
import fs from 'node:fs';
import path from 'node:path';
import { Report, files, places, watch } from './site.mjs';

const folder = process.argv[2];
const report = new Report();
const words = name => fs.readFileSync(path.join(folder, name), 'utf8').replace(/[^]*<main/, '').replace(/<\/main>[^]*/, '').replace(/<[^>]*>/g, ' ');

/** Pages that say `Bürger*innen`, and never the form that is searched for. */
const gendered = files(folder).filter(name => name.endsWith('.html') && /Bürger\*innen/.test(words(name)) && !/Bürgerinnen/.test(words(name)));
report.expect(gendered.length, 'content', 'no page says only Bürger*innen');

const { list, close } = await places(folder);
for (const place of list) {
  const context = await place.context();
  const page = await context.newPage();
  let query = '';
  watch(page, report, place, () => `${place.name} ${query}`);

  /** Waits until the page says how many there are, and takes the addresses of all hits. */
  const hits = async () => {
    await page.waitForFunction(() => document.getElementById('al-count').textContent.trim() && document.querySelector('#al-sq').value);
    const more = page.locator('#al-more');
    while (await more.isVisible()) {
      const before = await page.locator('#suchergebnisse > li').count();
      await more.click();
      await page.waitForFunction(n => document.querySelectorAll('#suchergebnisse > li').length > n, before);
    }
    const links = await page.locator('#suchergebnisse a').evaluateAll(all => all.map(a => a.href));
    return links.map(link => link.slice(place.base.length).split('#')[0]);
  };
  const find = async text => {
    query = text;
    await page.goto(`${place.base}suche.html?q=${encodeURIComponent(text)}`);
    return hits();
  };

  // From the field in the header of any page, by the keyboard.
  query = 'Bürgerinnen';
  await page.goto(`${place.base}themen/index.html`);
  await page.locator('#al-q').fill(query);
  await page.keyboard.press('Enter');
  await page.waitForURL(/suche\.html\?q=/);
  const found = await hits();
  const lost = gendered.filter(name => !found.includes(name));
  report.expect(!lost.length, place.name, `${query} does not find ${lost.join(', ')}`);
  report.expect(/\d/.test(await page.locator('#al-count').textContent()), place.name, 'the status says no number');

  const first = [];
  for (const spelling of ['Bürgerkommune', 'buergerkommune', 'burgerkommune', 'BÜRGERKOMMUNE']) first.push((await find(spelling))[0]);
  report.expect(first.every(hit => hit === 'themen/buergerkommune.html'), place.name, `spellings find ${first.join(', ')}`);

  // A synonym of several words marks no word that means nothing by itself: `ehrenamtliche Arbeit`.
  await find('Bürgerengagement');
  const marks = await page.locator('#suchergebnisse mark').allTextContents();
  report.expect(marks.includes('Bürgerengagement') && !marks.some(mark => /arbeit/i.test(mark) && !/engagement/i.test(mark)), place.name, `marked: ${marks}`);

  query = 'xqzwvkjj';
  await page.goto(`${place.base}suche.html?q=${query}`);
  await page.waitForFunction(() => document.getElementById('al-count').textContent.trim());
  report.expect(await page.locator('#suchergebnisse > li').count() === 0, place.name, 'nonsense finds something');

  // A hit leads to its page, and back to the same results.
  const before = await find('Freiwilligenagentur');
  report.expect(before.length, place.name, 'no hit for Freiwilligenagentur');
  await page.locator('#suchergebnisse a').first().click();
  await page.waitForURL(url => !url.pathname.endsWith('suche.html'));
  report.expect(await page.locator('h1').count() === 1, place.name, `no page behind the hit: ${page.url()}`);
  await page.goBack();
  report.expect((await hits()).join() === before.join(), place.name, 'other results after going back');

  // Quick hits below the field: arrows lead in and the hit stays, though results may still be on their
  // way; Escape leads out.
  await page.goto(`${place.base}index.html`);
  await page.locator('#al-q').pressSequentially('Essen');
  await page.locator('.al-quick a').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.waitForLoadState('networkidle');
  report.expect(await page.evaluate(() => document.activeElement.matches('.al-quick a')), place.name, 'arrow does not lead to the first hit');
  await page.keyboard.press('Escape');
  report.expect(await page.evaluate(() => document.activeElement.id === 'al-q'), place.name, 'Escape does not lead back to the field');
  await context.close();
}
await close();
console.log(`${gendered.length} pages say only Bürger*innen`);
report.end();
