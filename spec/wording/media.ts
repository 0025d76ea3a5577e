import type { ModuleWording } from './wording.types.ts'

/** Files and folders of the media library. */
export const media: ModuleWording = {
  'fetch-media-content': {
    title: 'List files and folders',
    summary: 'Lists the files or folders of a location, of one folder or found by a text, page by page.',
    keywords: ['media library', 'images', 'videos', 'search', 'documents'],
  },
  'upload-media-content': {
    title: 'Upload a file',
    summary:
      'Takes a file, or the address of one, into the media library and gives the address to use in posts and messages.',
    keywords: ['image', 'video', 'photo', 'picture', 'add', 'document'],
  },
  'create-media-folder': {
    title: 'Create a folder',
    summary: 'Adds a folder to the media library.',
    keywords: ['directory', 'add'],
  },
  'update-media-object': {
    title: 'Rename a file or folder',
    summary: 'Changes the name of a file or folder of the media library.',
    keywords: ['update', 'edit', 'image', 'video'],
  },
  'delete-media-content': {
    title: 'Delete a file or folder',
    summary: 'Deletes a file, or a folder with its files, from the media library. It cannot be undone.',
    keywords: ['remove', 'image', 'video'],
  },
  'bulk-update-media-objects': {
    title: 'Change many files and folders',
    summary: 'Changes many files and folders of the media library at once.',
    keywords: ['bulk', 'move', 'rename', 'edit'],
  },
  'bulk-delete-media-objects': {
    title: 'Delete many files and folders',
    summary: 'Deletes many files and folders of the media library, or puts them in the bin.',
    keywords: ['bulk', 'remove', 'trash', 'images', 'videos'],
  },
}
