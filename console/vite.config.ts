import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Where the hub listens while `npm run dev -w console` serves the pages. */
const hubUrl = process.env.CAUSEWAY_CONSOLE_HUB_URL ?? 'http://127.0.0.1:4400'

/**
 * The forms' test support imports a validator that makes code at run time, which the hub's
 * Content-Security-Policy forbids: it is not installed, and the console has its own.
 */
const withoutCodeMakingValidator = (): Plugin => ({
  name: 'without-code-making-validator',
  resolveId: (id) => (id === '@rjsf/validator-ajv8' ? '\0no-validator' : null),
  load: (id) => (id === '\0no-validator' ? 'export default undefined' : null),
})

export default defineConfig({
  base: '/console/',
  plugins: [react(), withoutCodeMakingValidator()],
  css: {
    // PostCSS warns of styles that are composed of others.
    transformer: 'lightningcss',
    // Chrome 123, Firefox 120, Safari 17.5: older ones make it rewrite light-dark() into variables that nobody sets, and
    // panels vanish.
    lightningcss: { targets: { chrome: 0x7b_00_00, firefox: 0x78_00_00, safari: 0x11_05_00 } },
  },
  build: {
    // The same for what makes it small.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The hub's Content-Security-Policy knows no data: scripts or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: Object.fromEntries(['/v1', '/oauth', '/openapi.json'].map((path) => [path, { target: hubUrl }])),
  },
})
