// Facets, chips, addresses and the way back on the search page. usage: node facets.mjs SITE
import { Report, places, watch } from './site.mjs';

const report = new Report();
const { list, close } = await places(process.argv[2]);
for (const place of [list[0], list[2]]) {
  const context = await place.context({ viewport: { width: 1200, height: 900 } }), page = await context.newPage();
  let step = '';
  watch(page, report, place, () => `${place.name} ${step}`);
  const expect = (isRight, what) => report.expect(isRight, `${place.name} ${step}`, what);

  /** Waits until the hits are there that the status announces, and the facets after them; gives all hits as a set. */
  const hits = async () => {
    const settled = () => page.waitForFunction(() => {
      const said = document.getElementById('al-count').textContent, some = document.querySelectorAll('#suchergebnisse > li').length;
      return (!said || some >= Math.min(10, parseInt(said) || 0)) && document.querySelector('#al-facets fieldset') && !document.querySelector('#al-facets[aria-busy=true]');
    });
    await settled();
    await page.waitForTimeout(80);
    await settled();
    while (await page.locator('#al-more').isVisible()) {
      const before = await page.locator('#suchergebnisse > li').count();
      await page.locator('#al-more').click();
      await page.waitForFunction(n => document.querySelectorAll('#suchergebnisse > li').length > n, before);
    }
    const found = await page.locator('#suchergebnisse a').evaluateAll(all => all.map(a => a.href));
    const said = parseInt(await page.locator('#al-count').textContent()) || 0;
    expect(found.length === said, `${said} announced, ${found.length} there`);
    return new Set(found.map(url => url.split('#')[0] + url.slice(url.indexOf('#'))));
  };
  /** Every value with its number, by facet. */
  const values = () => page.locator('#al-facets fieldset').evaluateAll(sets => Object.fromEntries(sets.map(set => [set.dataset.key, [...set.querySelectorAll('label')].map(l => ({ value: l.querySelector('input').value, n: +l.querySelector('.al-n').textContent, disabled: l.querySelector('input').disabled, hidden: l.hidden }))])));
  const toggle = async (facet, value) => { await page.locator(`fieldset[data-key="${facet}"] input[value="${value}"]`).click(); return hits(); };
  const open = async address => { await page.goto(`${place.base}suche.html${address}`); return hits(); };
  const union = (a, b) => new Set([...a, ...b]), same = (a, b) => a.size === b.size && [...a].every(x => b.has(x));

  step = 'numbers';
  const all = await open('?q=Kommune'), before = await values(), facets = Object.keys(before);
  expect(facets.length >= 3, `facets: ${facets}`);
  const shown = facet => before[facet].filter(v => v.n && !v.hidden), [first, second] = facets.filter(f => shown(f).length >= 2);
  const [a, b] = shown(first), [c] = shown(second);

  step = 'one value';
  const withA = await toggle(first, a.value);
  expect(withA.size === a.n && [...withA].every(x => all.has(x)), `${a.n} promised, ${withA.size} found`);
  expect(page.url().includes(`${first}=${encodeURIComponent(a.value)}`), `address ${page.url()}`);
  expect((await values())[first].find(v => v.value === b.value).n === b.n, 'a choice changes the numbers of its own facet');

  step = 'two values of a facet: one or the other';
  const withAB = await toggle(first, b.value);
  await toggle(first, a.value);
  const withB = await hits();
  expect(same(withAB, union(withA, withB)), `${withA.size} or ${withB.size} gave ${withAB.size}`);
  await toggle(first, a.value);

  step = 'two facets: both';
  const promised = (await values())[second].find(v => v.value === c.value).n, both = await toggle(second, c.value);
  expect(both.size === promised && [...both].every(x => withAB.has(x)), `${promised} promised, ${both.size} found`);

  step = 'what only one type knows';
  const here = page.url().split('?')[1];
  expect(new Set(facets).size === facets.length, `two facets of one name: ${facets}`);
  expect(!facets.includes('form'), 'a facet of events is there before events are wanted');
  await open('?q=Kommune&art=veranstaltung');
  expect(Object.keys(await values()).includes('form'), 'the facet of events is not there for events');
  const years = (await values()).jahr;
  expect(years.length > 2 && years.every((y, i) => !i || y.value < years[i - 1].value), 'years are not there, the latest first');
  await open('?' + here);

  step = 'no hit, still to be chosen';
  const none = Object.entries(await values()).flatMap(([facet, list]) => list.filter(v => !v.n && !v.hidden).map(v => [facet, v]))[0];
  if (none) {
    expect(!none[1].disabled, 'a value without hits cannot be chosen');
    await toggle(none[0], none[1].value);
    await toggle(none[0], none[1].value);
  }

  step = 'from the address';
  const address = page.url().slice(page.url().indexOf('?'));
  expect(same(await open(address), both), `${address} gives other hits`);
  expect(await page.locator('#al-facets .al-chip').count() === 3, 'not one chip for each choice');

  step = 'chips';
  await page.locator('#al-facets .al-chip').last().click();
  expect(await page.evaluate(() => document.activeElement.id === 'al-sq'), 'the focus is lost with the chip');
  const without = await hits();
  expect(await page.locator('#al-facets .al-chip').count() === 2 && without.size >= both.size, 'the chip does not take its choice back');

  step = 'back and forward';
  await page.goBack();
  expect(same(await hits(), both) && await page.locator('#al-facets .al-chip').count() === 3, 'going back does not bring the choice back');
  await page.goForward();
  expect(same(await hits(), without), 'going forward does not take it away again');

  step = 'without a query';
  await open('');
  const [facet, value] = Object.entries(await values()).flatMap(([f, l]) => l.filter(v => v.n && !v.hidden).map(v => [f, v]))[0];
  expect((await toggle(facet, value.value)).size === value.n, 'facets alone do not list their entries');

  step = 'word for word';
  await open('');
  for (const word of ['Bürgerbeteiligung', 'Engagementförderung', 'Zivilgesellschaft']) for (let n = 3; n <= word.length; n++) {
    await page.locator('#al-sq').fill(word.slice(0, n));
    await page.waitForFunction(text => document.getElementById('al-count').textContent.includes(text), word.slice(0, n));
    expect(await page.locator('#al-count').textContent().then(t => parseInt(t) > 0), `nothing for ${word.slice(0, n)}`);
  }

  step = 'quotes';
  await page.goto(`${place.base}suche.html?q=${encodeURIComponent('"Kommune Engagements"')}`);
  await page.locator('#al-notice a').waitFor();
  expect(await page.locator('#suchergebnisse > li').count() === 0, 'words are found that never stand so');
  await page.locator('#al-notice a').click();
  await page.waitForURL(/q=Kommune(\+|%20)Engagements/);
  expect((await hits()).size > 0, 'nothing without quotes');
  await context.close();
}
await close();
report.end();
