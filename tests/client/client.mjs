// Loads the search client under Node, and opens an index that stands in a folder.
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { fileURLToPath } from 'node:url';

const SOURCE = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../src/search/client/search.js');

export function client() {
  vm.runInThisContext(fs.readFileSync(SOURCE, 'utf8'), SOURCE);
  return globalThis.allmendeSearch;
}

/** Opens the index of the site in `dir`; `log` receives the path of every file that is read. */
export function open(dir, log = () => {}) {
  const search = client();
  const load = async (id, file) => {
    log(file);
    const text = fs.readFileSync(path.join(dir, 'search', file), 'utf8');
    const start = text.indexOf('--al:') + 5;
    return search.unwrap(text.slice(start, text.lastIndexOf('}')));
  };
  const root = JSON.parse(search.unwrap(((t) => t.slice(t.indexOf('--al:') + 5, t.lastIndexOf('}')))(fs.readFileSync(path.join(dir, 'search/root.css'), 'utf8'))));
  const index = search.openIndex(root, load);
  return {
    search, index,
    /** Addresses of the hits, best first. */
    async find(query) {
      const result = await search.search(index, query);
      const pages = await Promise.all(result.hits.slice(0, 100).map(h => index.page(h.doc)));
      return { ...result, urls: pages.map(p => p[1].replace(/\.html.*$/, '').replace(/^.*\//, '')), pages };
    },
  };
}
