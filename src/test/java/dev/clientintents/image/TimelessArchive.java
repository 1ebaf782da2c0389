package dev.clientintents.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Takes out of an archive when it was made. Classes that are linked ahead bring soft references along, and each says
 * when it was last used, by a clock that starts when the machine is booted. Two archives of the same classes differ in
 * nothing else but the checksums. A start sets the clock by its own machine, where another's time has no meaning: 0 is
 * as good, and says of each reference that it has not been used yet.
 *
 * <p>Nothing is changed that is not what the {@link ArchiveMap} says it is: another Java that writes its archives in
 * another way fails the build.
 */
final class TimelessArchive {

    /**
     * The header begins with a magic number, its own checksum, a version and its size, and the checksum is that of the
     * rest.
     */
    private static final int CHECKSUM = Integer.BYTES;

    private static final int SUMMED = 4 * Integer.BYTES;

    private TimelessArchive() {}

    /** Sets every time of an archive to 0, and its checksums accordingly. */
    static void clear(Path archive, ArchiveMap map) throws IOException {
        try (var file = FileChannel.open(archive, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = read(file, 0, map.headerSize());
            ByteBuffer objects = read(file, map.objects(), map.objectsSize());
            check("checksum of the header", header.getInt(CHECKSUM), sum(header, SUMMED));
            check("checksum of the objects", map.objectsChecksum(), sum(objects, 0));
            int place = place(map.objectsChecksum(), header);

            for (ArchiveMap.Time time : map.times()) {
                int position = Math.toIntExact(time.position() - map.objects());
                check("time at " + time.position(), time.milliseconds(), objects.getLong(position));
                objects.putLong(position, 0);
            }
            header.putInt(place, sum(objects, 0));
            header.putInt(CHECKSUM, sum(header, SUMMED));
            write(file, map.objects(), objects);
            write(file, 0, header);
        }
    }

    private static ByteBuffer read(FileChannel file, long position, int size) throws IOException {
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining() && file.read(bytes, position + bytes.position()) >= 0) {
            // the rest of it
        }
        check("size", size, bytes.position());
        return bytes;
    }

    private static void write(FileChannel file, long position, ByteBuffer bytes) throws IOException {
        bytes.rewind();
        while (bytes.hasRemaining()) {
            file.write(bytes, position + bytes.position());
        }
    }

    private static int sum(ByteBuffer bytes, int from) {
        var sum = new CRC32();
        sum.update(bytes.duplicate().clear().position(from));
        return (int) sum.getValue();
    }

    /** Where a checksum stands in the header. */
    private static int place(int checksum, ByteBuffer header) throws IOException {
        int[] places = IntStream.iterate(
                        SUMMED, at -> at + Integer.BYTES <= header.capacity(), at -> at + Integer.BYTES)
                .filter(at -> header.getInt(at) == checksum)
                .toArray();
        check("number of places in the header for the checksum of the objects", 1, places.length);
        return places[0];
    }

    private static void check(String what, long expected, long found) throws IOException {
        if (expected != found) {
            throw new IOException("the archive is not as its map says: " + what + " is " + found + ", not " + expected);
        }
    }
}
