import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

/** Where the server serves the assets; the file names carry a hash, so they may be cached for ever. */
const publicPath = '/graphiql/assets';

const workerEntries = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
};

/** Bundles GraphiQL with everything that it loads, fonts and workers included, so that no request leaves the origin. */
export async function bundleExplorer(sourceDir, outDir) {
  const assetsDir = join(outDir, 'assets');
  await mkdir(assetsDir, { recursive: true });

  const common = {
    absWorkingDir: sourceDir,
    outdir: assetsDir,
    publicPath,
    bundle: true,
    minify: true,
    metafile: true,
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    assetNames: '[name]-[hash]',
    target: 'es2022',
    legalComments: 'linked',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  };
  const workers = await build({ ...common, entryPoints: workerEntries, format: 'iife' });
  const style = await build({
    ...common,
    entryPoints: ['style.css', 'favicon.svg'],
    loader: { '.ttf': 'file', '.svg': 'copy' },
  });
  const page = await build({
    ...common,
    entryPoints: ['main.tsx'],
    format: 'esm',
    splitting: true,
    // GraphiQL asks for these by names that lead to CommonJS, whose exports it then does not find.
    alias: {
      'prettier/parser-babel': 'prettier/plugins/babel',
      'prettier/parser-graphql': 'prettier/plugins/graphql',
    },
    // Monaco's modules import their own styles; style.css has them all.
    loader: { '.css': 'empty' },
    define: { ...common.define, WORKER_URLS: JSON.stringify(urlsOf(workers)) },
  });

  const urls = { ...urlsOf(style), ...urlsOf(page) };
  const template = await readFile(join(sourceDir, 'index.html'), 'utf8');
  await writeFile(
    join(outDir, 'index.html'),
    template.replaceAll(/%([\w.]+)%/g, (_match, name) => urls[name] ?? missing(name)),
  );
  await compressAll(assetsDir);
}

/** Entry point (by its file name, or by its name where it was given one) → address of what it became. */
function urlsOf({ metafile }) {
  const urls = {};
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined) continue;
    const worker = Object.keys(workerEntries).find((name) => entryPoint.endsWith(workerEntries[name]));
    urls[worker ?? basename(entryPoint)] = `${publicPath}/${basename(file)}`;
  }
  return urls;
}

function missing(name) {
  throw new Error(`index.html names ${name}, which was not bundled`);
}

/** Leaves `.br` and `.gz` beside each script and style, so that the server never compresses megabytes while it answers. */
async function compressAll(dir) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  const compress = async (file) => {
    const content = await readFile(file);
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content, quality));
    await writeFile(`${file}.gz`, await promisify(gzip)(content));
  };
  const texts = (await readdir(dir)).filter((name) => /\.(js|css|svg)$/.test(name));
  await Promise.all(texts.map((name) => compress(join(dir, name))));
}
