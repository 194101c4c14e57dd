import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Strips the types of every source file, one output a file, so that stack traces and module paths stay those of src. */
export async function compileServer(sourceDir, outDir) {
  const files = await readdir(sourceDir, { recursive: true });
  await build({
    entryPoints: files.filter((file) => file.endsWith('.ts')).map((file) => join(sourceDir, file)),
    outdir: outDir,
    outbase: sourceDir,
    bundle: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
}
