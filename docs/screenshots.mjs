#!/usr/bin/env node
// Pictures of the built site for README and handbooks:
//   cargo run -- build && npm install --no-save playwright-core && node docs/screenshots.mjs public docs/bilder
// With --all it takes every kind of page, 1280 and 360 pixels wide, light and dark, for looking at one by one.
// Needs Chromium (CHROME_PATH); nothing is loaded from the network.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { PAGES } from './pages.mjs';

const [site = 'public', out = 'docs/bilder'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const MAX_BYTES = 200_000;
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 720 };

/** What README shows: file, page, size, colours, and what is typed into the search. */
const SHOTS = [
  ['start', 'index.html', DESKTOP, 'light'],
  ['thema', 'themen/buergerkommune.html', DESKTOP, 'light'],
  ['praxisbeispiel', 'praxisbeispiele/essen-auf-dem-weg-zur-buergerkommune.html', DESKTOP, 'light'],
  ['suche', 'suche.html?q=Engagement', DESKTOP, 'light'],
  ['kommune-dunkel', 'kommunen/essen.html', DESKTOP, 'dark'],
  ['baustein-telefon', 'bausteine/sensibilisierung-kommune-zivilgesellschaft.html', PHONE, 'light'],
];

function everything() {
  const slug = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return Object.entries(PAGES).flatMap(([kind, page]) => [DESKTOP, PHONE].flatMap((size) =>
    ['light', 'dark'].map((colours) => [`${slug(kind)}-${size.width}-${colours}`, page, size, colours, true])));
}

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'allmende-bilder-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
});
fs.mkdirSync(out, { recursive: true });
let failed = false;
for (const [name, address, viewport, colorScheme, fullPage = false] of process.argv.includes('--all') ? everything() : SHOTS) {
  const page = await context.newPage();
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const [file, query] = address.split('?');
  await page.goto(pathToFileURL(path.resolve(site, file)).href + (query ? `?${query}` : ''));
  await page.waitForTimeout(500);
  const target = path.join(out, `${name}.png`);
  const bytes = (await page.screenshot({ path: target, fullPage })).length;
  if (!fullPage && bytes > MAX_BYTES) {
    console.error(`${target}: ${bytes} bytes are more than ${MAX_BYTES}`);
    failed = true;
  }
  await page.close();
}
await context.close();
fs.rmSync(profile, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
