/** Colours of spenders in the order of what they spent; told apart in both schemes. */
export const spenderColours = [
  'light-dark(#4a62e8, #7c8ff6)',
  'light-dark(#0ca678, #38d9a9)',
  'light-dark(#f08c00, #ffc078)',
  'light-dark(#c2255c, #f783ac)',
  'light-dark(#1c7ed6, #74c0fc)',
  'light-dark(#7048e8, #b197fc)',
  'light-dark(#0b7285, #66d9e8)',
  'light-dark(#868e96, #adb5bd)',
]
