// Opens every page of a site in three places and follows every link. usage: node crawl.mjs SITE
//
// No broken link or anchor, no load from elsewhere, nothing inline, nothing that the page's own
// policy refuses, no word on the console.
import { Report, files, places, watch } from './site.mjs';

const folder = process.argv[2];
const all = new Set(files(folder));
const pages = [...all].filter(name => name.endsWith('.html'));
const report = new Report();
const { list, close } = await places(folder);

/** What stands in a page, as the browser has it. */
function look() {
  const handlers = element => [...element.attributes].some(attribute => attribute.name.startsWith('on') || attribute.name === 'style');
  const isData = script => script.type === 'application/ld+json';
  return {
    ids: [...document.querySelectorAll('[id]')].map(element => element.id),
    links: [...document.querySelectorAll('a[href], area[href], link[href], form[action]')].map(element => ({
      to: new URL(element.getAttribute('href') ?? element.getAttribute('action'), document.baseURI).href,
      isExternal: /^(https?:|mailto:|tel:)/i.test(element.getAttribute('href') ?? ''),
      loads: element.localName === 'link',
    })),
    inline: [
      ...[...document.querySelectorAll('script')].filter(script => !script.src && !isData(script)).map(() => 'script'),
      ...[...document.querySelectorAll('style')].map(() => 'style'),
      ...[...document.querySelectorAll('*')].filter(handlers).map(element => `attribute of ${element.localName}`),
    ],
    headings: document.querySelectorAll('h1').length,
    lang: document.documentElement.lang,
    refused: window.refused ?? [],
  };
}

let n = 0;
async function crawl(place) {
  const context = await place.context();
  await context.addInitScript(() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', event => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  const page = await context.newPage();
  let name = '';
  watch(page, report, place, () => `${place.name} ${name}`);
  const found = new Map();
  // All links are relative, so a folder of a server shows more than its root; there a part is enough by day.
  const step = place.isRoot && !process.env.CI ? 5 : 1;
  for (name of pages.filter((_, index) => index % step === 0)) {
    // Only `404.html` links from the root, because it appears at any address.
    if (name === '404.html' && !place.isRoot) continue;
    await page.goto(place.base + name, { waitUntil: 'load' });
    if (page.url().split(/[?#]/)[0] !== place.base + name) continue;
    found.set(name, await page.evaluate(look));
  }
  for (const [from, { links, inline, headings, lang, refused }] of found) {
    const where = `${place.name} ${from}`;
    inline.forEach(what => report.fault(where, `inline ${what}`));
    refused.forEach(what => report.fault(where, `refused ${what}`));
    report.expect(lang && headings <= 1, where, `lang ${lang}, ${headings} h1`);
    for (const { to, isExternal, loads } of links) {
      n++;
      if (isExternal && !loads) continue;
      if (!to.startsWith(place.base)) {
        report.fault(where, `leads out of the site: ${to}`);
        continue;
      }
      const [address, anchor] = to.slice(place.base.length).split('#');
      const target = decodeURIComponent(address.split('?')[0]);
      report.expect(all.has(target), where, `broken link: ${to}`);
      if (anchor && found.has(target)) {
        report.expect(found.get(target).ids.includes(decodeURIComponent(anchor)), where, `broken anchor: ${to}`);
      }
    }
  }
  report.expect(found.size > 1, place.name, 'no pages');
  await context.close();
}
await Promise.all(list.map(crawl));
await close();
console.log(`${pages.length} pages, ${n} links in three places`);
report.end();
