import { run } from './call-admin.js'

/** Makes an element; names starting with `on` are listeners, children may be texts, elements or nothing. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== false))
  return element
}

export const button = (label, onclick, properties = {}) =>
  el('button', { type: 'button', class: 'quiet', onclick, ...properties }, label)

export const card = (title, ...children) => el('section', {}, el('h2', {}, title), ...children)

/** A form that hands its fields to `action` and empties itself. */
export function form(properties, text, action, ...children) {
  return el(
    'form',
    {
      ...properties,
      onsubmit: (event) => {
        event.preventDefault()
        const fields = new FormData(event.target)
        void run(text, () => action(fields)).then(() => event.target.reset?.())
      },
    },
    ...children,
  )
}

export const select = (name, options, properties = {}) =>
  el(
    'select',
    { name, ...properties },
    options.map(([value, label]) => el('option', { value }, label)),
  )
