// Looks into a container of Azurite, as no engine does: node blobs.mjs make|fetch|names CONNECTION CONTAINER [FOLDER]
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { BlobServiceClient } from "@azure/storage-blob";

const [, , command, connection, name, folder] = process.argv;
const container = BlobServiceClient.fromConnectionString(connection).getContainerClient(name);
if (command === "make") {
  await container.create();
} else {
  for await (const blob of container.listBlobsFlat()) {
    console.log(blob.name);
    if (command === "fetch") {
      const file = join(folder, blob.name);
      mkdirSync(dirname(file), { recursive: true });
      await container.getBlobClient(blob.name).downloadToFile(file);
    }
  }
}
