// Prints which tests prove a section of an RFC: `npm run sections`, `npm run sections -- 8446 §4.4`.
import { allMentions } from './support/sections.ts';

const [rfc = '', section = ''] = process.argv.slice(2);
const document = rfc === '' ? '' : `RFC ${rfc} §`;
const wanted = `${document}${section.replace('§', '')}`;
/** Is it the section that was asked for, or a part of it? */
const isWanted = (found: string): boolean =>
  section === '' ? found.startsWith(wanted) : `${found}.`.startsWith(`${wanted}.`);

let heading = '';
for (const { section: found, file, line, title } of allMentions()) {
  if (!isWanted(found)) continue;
  if (found !== heading) console.log(`\n${found}`);
  heading = found;
  console.log(`  ${file}:${line}  ${title}`.trimEnd());
}
if (heading === '') {
  console.error(`No test names ${wanted}.`);
  process.exitCode = 1;
}
