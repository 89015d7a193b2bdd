import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { buildEnvironment } from './code-server.ts';

/** As a script of an npm 11 on Node 20 finds it. */
const OUTER = {
  HOME: '/home/somebody',
  PATH: '/checkout/node_modules/.bin:/usr/bin',
  INIT_CWD: '/checkout',
  npm_command: 'test',
  npm_config_cache: '/somewhere/npm',
  npm_config_local_prefix: '/checkout',
  npm_config_node_gyp: '/usr/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js',
  npm_config_npm_version: '11.6.2',
  npm_config_omit: 'dev',
  npm_config_registry: 'https://registry.example/',
  npm_config_user_agent: 'npm/11.6.2 node/v20.20.2 linux x64 workspaces/false',
  npm_config_userconfig: '/home/somebody/.npmrc',
  npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js',
  npm_lifecycle_event: 'test',
  npm_node_execpath: '/usr/bin/node',
  npm_package_json: '/checkout/package.json',
  npm_package_version: '0.1.0',
};

test('the install is told nothing about the npm, the Node and the package outside of it', () => {
  const env = buildEnvironment(OUTER);
  expect(Object.keys(env).sort()).toEqual(
    [
      'HOME',
      'PATH',
      'npm_config_cache',
      'npm_config_dangerously_allow_all_scripts',
      'npm_config_ignore_scripts',
      'npm_config_registry',
      'npm_config_userconfig',
      ...(env.npm_config_nodedir === undefined ? [] : ['npm_config_nodedir']),
    ].sort(),
  );
  expect(env).toMatchObject({ HOME: OUTER.HOME, npm_config_registry: OUTER.npm_config_registry });
  // The Node that will load what is built builds it.
  expect(env.PATH).toBe(`${dirname(process.execPath)}${delimiter}${OUTER.PATH}`);
});

test("an npm in it reports this Node to a package's scripts", () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-agent-'));
  try {
    const scripts = { agent: 'node -p process.env.npm_config_user_agent' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, scripts }));
    const outer = { ...process.env, npm_config_user_agent: OUTER.npm_config_user_agent };
    const agent = (env: NodeJS.ProcessEnv) =>
      spawnSync('npm', ['run', '--silent', 'agent'], { cwd: folder, env, encoding: 'utf8' }).stdout;
    expect(agent(outer)).toContain('node/v20.20.2');
    expect(agent(buildEnvironment(outer))).toContain(`node/${process.version} `);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
