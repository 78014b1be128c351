import JSZip from 'jszip';
import { mutateBytes } from './mutate-bytes.js';
import { mutateText } from './mutate-text.js';
import type { Random } from './random.js';

const encodings = ['utf8', 'utf8', 'utf8', 'utf8', 'utf16le', 'latin1'] as const;

/** Changes parts and packs them again, so that the change gets past the checksums of the archive. */
export async function mutateArchive(bytes: Buffer, random: Random): Promise<Buffer> {
  const original = await JSZip.loadAsync(bytes);
  const changed = new JSZip();
  const names = Object.keys(original.files).filter((name) => original.files[name]?.dir === false);
  const victims = new Set(Array.from({ length: 1 + random.below(2) }, () => random.pick(names)));
  for (const name of names) {
    const content = (await original.files[name]?.async('nodebuffer')) ?? Buffer.alloc(0);
    if (!victims.has(name)) {
      changed.file(name, content, { createFolders: false });
      continue;
    }
    const fate = random.below(20);
    if (fate === 0) {
      continue;
    }
    const newName = fate === 1 ? strangeName(name, random) : name;
    changed.file(newName, mutatePart(content, random), { createFolders: false });
    if (fate === 2) {
      changed.file(name.toUpperCase(), mutatePart(content, random), { createFolders: false });
    }
  }
  const packed = await changed.generateAsync({
    type: 'nodebuffer',
    compression: random.pick(['DEFLATE', 'STORE']),
    streamFiles: random.below(2) === 0,
  });
  // Now and then the archive itself as well.
  return random.below(5) === 0 ? mutateBytes(packed, random) : packed;
}

function strangeName(name: string, random: Random): string {
  return random.pick([
    name.replaceAll('/', '\\'),
    name.toUpperCase(),
    `/${name}`,
    `../../${name}`,
    `${name}/`,
    '__proto__',
    'x'.repeat(5_000),
    `${name}\u0000`,
  ]);
}

function mutatePart(content: Buffer, random: Random): Buffer {
  if (random.below(6) === 0) {
    return mutateBytes(content, random);
  }
  return Buffer.from(mutateText(content.toString('utf8'), random), random.pick(encodings));
}
