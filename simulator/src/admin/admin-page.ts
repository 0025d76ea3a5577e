import { readFileSync } from 'node:fs'
import { sharedStyle } from '../answers/render-page.ts'

/** A file of the admin page, ready to be sent. */
export interface PageFile {
  path: string
  contentType: string
  content: string
}

const script = 'text/javascript; charset=utf-8'

/** The admin page: plain files the browser takes as they are, needing nothing but the admin API beside them. */
export function readAdminPage(): PageFile[] {
  const style = readFileSync(new URL('./page/admin.css', import.meta.url), 'utf8')
  return [
    {
      path: '/admin',
      contentType: 'text/html; charset=utf-8',
      content: readFileSync(new URL('./page/index.html', import.meta.url), 'utf8'),
    },
    { path: '/admin/admin.css', contentType: 'text/css; charset=utf-8', content: `${sharedStyle}\n${style}` },
    readScript('main.js', new URL('./page/main.js', import.meta.url)),
    readScript('call-admin.js', new URL('./page/call-admin.js', import.meta.url)),
    readScript('elements.js', new URL('./page/elements.js', import.meta.url)),
    readScript('show-composer.js', new URL('./page/show-composer.js', import.meta.url)),
    readScript('show-connections.js', new URL('./page/show-connections.js', import.meta.url)),
    readScript('show-faults.js', new URL('./page/show-faults.js', import.meta.url)),
    readScript('show-location.js', new URL('./page/show-location.js', import.meta.url)),
    readScript('show-requests.js', new URL('./page/show-requests.js', import.meta.url)),
    readScript('show-webhooks.js', new URL('./page/show-webhooks.js', import.meta.url)),
  ]
}

const readScript = (name: string, file: URL): PageFile => ({
  path: `/admin/${name}`,
  contentType: script,
  content: readFileSync(file, 'utf8'),
})
