package dev.trunkline.loadtest.phone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rooms of an account (page "TwiML Voice: Conference"): who is in one hears the others once it
 * has begun. Any thread.
 */
final class Conferences {
    private final Map<String, Room> rooms = new HashMap<>();

    /** One call in a room. */
    interface Participant {
        /** There is somebody else, and the conference has begun. Any thread; once. */
        void joined();

        /** It is over for all. Any thread; once. */
        void over();
    }

    /** How a call takes part. */
    record Entry(String room, boolean starts, boolean ends, int most) {}

    private static final class Room {
        final List<Seat> seats = new ArrayList<>();
        boolean begun;
    }

    private record Seat(Participant who, Entry entry) {}

    /** False if the room is full. */
    boolean enter(Entry entry, Participant who) {
        List<Seat> joined;
        synchronized (this) {
            Room room = rooms.computeIfAbsent(entry.room, _ -> new Room());
            if (room.seats.size() >= entry.most) {
                return false;
            }
            boolean before = audible(room);
            Seat seat = new Seat(who, entry);
            room.seats.add(seat);
            room.begun |= entry.starts;
            joined = !audible(room) ? List.of() : before ? List.of(seat) : List.copyOf(room.seats);
        }
        joined.forEach(each -> each.who.joined());
        return true;
    }

    private static boolean audible(Room room) {
        return room.begun && room.seats.size() > 1;
    }

    /** Somebody goes; nothing happens if they have gone already. */
    void leave(Entry entry, Participant who) {
        List<Seat> over = List.of();
        synchronized (this) {
            Room room = rooms.get(entry.room);
            if (room == null || !room.seats.removeIf(seat -> seat.who.equals(who))) {
                return;
            }
            if (entry.ends || room.seats.isEmpty()) {
                over = List.copyOf(room.seats);
                rooms.remove(entry.room);
            }
        }
        over.forEach(each -> each.who.over());
    }
}
