// Prints the addresses that a query finds, best first. usage: node find.mjs SITE QUERY
import { open } from './client.mjs';

const { pages } = await open(process.argv[2]).find(process.argv[3]);
for (const page of pages) console.log(page[1]);
