const listeners = []

/** Has the page redrawn after every change. */
export function onChange(listener) {
  listeners.push(listener)
}

let forgetting

/** Shows a line for a few seconds. */
export function notify(text) {
  const notice = document.querySelector('#notice')
  notice.textContent = text
  clearTimeout(forgetting)
  forgetting = setTimeout(() => (notice.textContent = ''), 4000)
}

/** Calls the admin API; a refusal becomes an error that says what to do. */
export async function callAdmin(method, path, body) {
  const response = await fetch(`/admin/api${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const result = response.status === 204 ? undefined : await response.json()
  if (!response.ok) throw new Error(`${result.message}. ${result.hint}`)
  return result
}

/** Runs something that changes the simulator, says how it went, and shows the result. */
export async function run(text, action) {
  try {
    const result = await action()
    notify(typeof text === 'function' ? text(result) : text)
  } catch (error) {
    notify(error.message)
  }
  for (const listener of listeners) await listener()
}
