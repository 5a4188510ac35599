// How good a ranking is: nDCG@10 with gains 2^grade − 1, reciprocal rank, success@3, recall@50, the recall of pages that hold
// the word only within compounds or spelled otherwise (`hard`), and whether nothing was found where nothing is right.
export function rate(query, ids) {
  const n = Object.keys(query.rel).length, found = ids.filter(id => !query.ignore.includes(id)), gain = grades => grades.slice(0, 10).reduce((sum, g, i) => sum + (2 ** g - 1) / Math.log2(i + 2), 0);
  if (!n) return { empty: found.length ? 0 : 1 };
  const first = found.slice(0, 10).findIndex(id => query.rel[id]), share = list => list.filter(id => found.slice(0, 50).includes(id)).length / Math.min(50, list.length);
  return {
    ndcg: gain(found.map(id => query.rel[id] || 0)) / gain(Object.values(query.rel).sort((a, b) => b - a)),
    mrr: first < 0 ? 0 : 1 / (first + 1), s3: found.slice(0, 3).some(id => query.rel[id]) ? 1 : 0,
    r50: share(Object.keys(query.rel)), hard: query.hard.length ? share(query.hard) : null,
  };
}

/** The mean of a figure over the queries that have it. */
export function mean(rows, figure) {
  const values = rows.map(r => r[figure]).filter(x => x !== null && x !== undefined);
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
}
