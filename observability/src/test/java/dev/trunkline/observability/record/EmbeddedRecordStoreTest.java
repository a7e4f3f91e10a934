package dev.trunkline.observability.record;

class EmbeddedRecordStoreTest extends RecordStoreContract {
    @Override
    RecordDatabase newDatabase() {
        return new RecordDatabase.Embedded(directory.resolve("data"));
    }
}
