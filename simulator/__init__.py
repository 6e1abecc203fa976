"""The virtual city: riders and drivers who know the product only through its public doors.

Of the product's code it imports the one clock and nothing else; what people can see from outside is all it measures.
"""
