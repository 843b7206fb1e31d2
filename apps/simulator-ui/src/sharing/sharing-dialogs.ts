// Which of the dialogs about files and links is open; they are fetched when one is first opened.
import { Store } from '../ui/store.js';

export type SharingDialog = { kind: 'file' } | { kind: 'link'; stationKey: string } | null;

export const sharingDialog = new Store<SharingDialog>(null);
